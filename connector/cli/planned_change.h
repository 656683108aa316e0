// A change that is only planned: what `plan` and `template calibrate` ask of a template, its parameters, the
// project and the start.
#pragma once

#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/model/change.h"
#include "connector/service/site/site.h"

namespace estafeta::cli {

struct PlannedFlags {
  std::string name;  // of the template
  std::vector<std::string> values;
  std::string project;
  std::string start;  // empty: now

  bool names_more_than_a_template() const { return !values.empty() || !project.empty() || !start.empty(); }
};

// `--set`, `--project` and `--start`.
void add_planned_flags(CLI::App& command, PlannedFlags& flags);

struct PlannedChange {
  model::DesiredChange desired;
  base::Instant start;
};

// kOk, and it is in `planned`; or what is wrong was said, and this is the exit code.
int read_planned(const App& app, const PlannedFlags& flags, const service::Site& site,
                 const messages::Speaker& speaker, PlannedChange& planned);

}  // namespace estafeta::cli
