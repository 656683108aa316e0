// A template's plan before there is any change: what would be created, with dates and critical path.
#pragma once

#include <string>

#include "connector/base/diagnostic.h"
#include "connector/change/situation.h"
#include "connector/model/plan.h"
#include "connector/service/site.h"

namespace estafeta::service {

// Every problem at once: no such template, bad parameters (by their lines in `parameters`).
tl::expected<model::DesiredChange, base::Diagnostics> expand_template(const Site& site,
                                                                      const std::string& name,
                                                                      const std::string& parameters);

struct Preview {
  change::Situation situation;  // of a draft that nobody has made yet
  model::Plan plan;
};

// `project` may be empty: then no client's windows and freezes count.
Preview preview(const Site& site, const model::DesiredChange& desired, const std::string& project,
                base::Instant start);

}  // namespace estafeta::service
