// The ways on which what the overviews say comes before people's eyes: pages of the tracker's wiki, and
// documents for the tracker's plugin, which draws pages of its own.
//
// Both get the same views. One thread.
#pragma once

#include <map>
#include <string>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/model/mapping.h"
#include "connector/views/department.h"
#include "connector/views/desk.h"
#include "connector/views/dossier.h"
#include "connector/views/tams.h"

namespace estafeta::service {

// By language; the site's own is always among them.
template <typename View>
using InLanguages = std::map<std::string, View>;

class Publisher {
 public:
  virtual ~Publisher() = default;

  // Whether anybody would see what is published now.
  virtual bool is_open() = 0;
  // What has not changed since it was last published costs nothing.
  virtual base::Status desk(const model::Client& client, const InLanguages<views::Desk>& desk) = 0;
  virtual base::Status dossier(const model::Client& client, const InLanguages<views::Dossier>& dossier) = 0;
  virtual base::Status department(const model::Department& department,
                                  const InLanguages<views::DepartmentView>& view) = 0;
  virtual base::Status tams(const InLanguages<views::TamOverview>& view, base::Instant now) = 0;
};

}  // namespace estafeta::service
