// The port to documents: what overviews say of a change, an incident, a client, a department, kept by the
// tracker's own plugin, which draws its pages from them.
//
// A tracker without such a plugin keeps none. Writes are all or nothing. Errors and thread rule as
// tracker/tracker.h says.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/base/time.h"

namespace estafeta::tracker {

struct Document {
  std::string name;     // `change/12`, `desk/aurora`
  std::string project;  // identifier of the one it is about; empty: of none alone
  std::string digest;   // of what it says
  base::Instant made;
  std::map<std::string, std::string> texts;  // JSON by language
};

class Documents {
 public:
  // In one publish().
  static constexpr std::size_t kAtOnce = 200;

  virtual ~Documents() = default;

  // Whether the tracker keeps documents now; asked of it every few minutes.
  virtual bool keeps_documents() = 0;
  // Of all that it keeps, by name.
  virtual base::Result<std::map<std::string, std::string>> digests() = 0;
  // Puts these in the place of those of the same names, and drops others. `seen`: when Estafeta last looked
  // at what changed; people read how old all of it is.
  virtual base::Status publish(const std::vector<Document>& documents,
                               const std::vector<std::string>& dropped, base::Instant seen) = 0;
};

}  // namespace estafeta::tracker
