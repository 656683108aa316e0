#include "connector/cli/planned_change.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "connector/cli/set_values.h"
#include "connector/cli/wiring.h"
#include "connector/service/changes/preview.h"
#include "connector/service/site/known.h"

namespace estafeta::cli {

void add_planned_flags(CLI::App& command, PlannedFlags& flags) {
  command.add_option("--set", flags.values, "parameters, name=value")->take_all();
  command.add_option("--project", flags.project, "the client's project, for its windows and freezes");
  command.add_option("--start", flags.start, "when it would begin, 2026-06-10T06:00:00Z (default: now)");
}

int read_planned(const App& app, const PlannedFlags& flags, const service::Site& site,
                 const messages::Speaker& speaker, PlannedChange& planned) {
  const auto parameters = parameters_text(flags.values);
  if (!parameters) {
    fail(app, parameters.error(), speaker);
    return kWrongUse;
  }
  const auto start = flags.start.empty() ? base::system_clock().now() : base::parse_instant(flags.start);
  if (!start) {
    fail(app, {base::Code::invalid_argument, base::Phrase("cli.bad_start", {{"text", flags.start}})},
         speaker);
    return kWrongUse;
  }
  if (const auto known = service::known_template(site, flags.name); !known.ok())
    return fail_by_name(app, known, speaker);
  const auto project = flags.project.empty() ? base::Status() : service::known_project(site, flags.project);
  if (!project.ok()) return fail_by_name(app, project, speaker);
  auto desired = service::expand_template(site, flags.name, *parameters, site.language());
  if (!desired) return refuse_values(app, desired.error(), speaker);
  planned = {std::move(*desired), *start};
  return kOk;
}

}  // namespace estafeta::cli
