// Tries what would otherwise fail silently: names, ids of fields, filters, rights in the staff project.
//
// For one use; what it refers to must outlive it. Not safe for several threads.
#pragma once

#include <vector>

#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/poll.h"
#include "connector/tracker/redmine/site.h"

namespace estafeta::tracker::redmine {

class SelfTest {
 public:
  // The names must be loaded.
  SelfTest(SiteDirectory& site, Codec codec, FetchPage fetch)
      : site_(site), codec_(std::move(codec)), fetch_(std::move(fetch)) {}

  // failed_precondition names all that is missing.
  base::Result<Capabilities> run();

 private:
  std::vector<base::Phrase> missing_names();
  base::Status meet_fields();
  base::Result<bool> filters(model::Field field);
  base::Status staff_project(Capabilities& can, std::vector<base::Phrase>& problems);

  SiteDirectory& site_;
  Codec codec_;
  FetchPage fetch_;
};

}  // namespace estafeta::tracker::redmine
