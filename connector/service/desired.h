// What a change asks for: its template and parameters, or, once its tasks were made, what they were made
// from.
//
// A change stays on the version it was made from, whatever happens to the files meanwhile: the origin is an
// attachment of the change. Only a new `agreed` looks at the current template again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/model/change.h"
#include "connector/service/site.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

struct Desired {
  std::optional<model::DesiredChange> change;  // absent with no problems: a change without a template
  std::vector<base::Phrase> problems;
  std::string skeleton;  // of the parameters
  std::string origin;    // JSON, for the attachment
};

// `unavailable` and the like when the origin cannot be read; what is wrong with template or parameters stands
// in `problems`.
base::Result<Desired> desired_of(const Site& site, tracker::Tracker& tracker, const model::Issue& change);

}  // namespace estafeta::service
