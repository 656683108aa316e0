#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/app.h"
#include "connector/cli/cases.h"
#include "connector/cli/sla_commands.h"
#include "connector/sla/clocks/cases.h"

namespace estafeta::cli {

void add_sla(CLI::App& commands, App& app) {
  auto* group =
      commands.add_subcommand("sla", "SLA clocks: report, forecast, explain, rejudge, sign-off, eval");
  group->require_subcommand(1);
  add_sla_pack(*group, app);
  add_sla_report(*group, app);
  add_sla_forecast(*group, app);
  add_sla_rejudge(*group, app);
  add_sla_sign_off(*group, app);
  auto files = std::make_shared<std::vector<std::string>>();
  auto* eval_command = group->add_subcommand(
      "eval", "judge cases offline: reads arrays of cases, prints a line of JSON for each");
  eval_command->add_option("file", *files, "case files")->required();
  eval_command->callback([&app, files] {
    app.formats = {"text", "json"};
    app.run = [&app, files] { return run_cases(app, *files, sla::evaluate_cases); };
  });
  add_sla_explain(*group, app);
}

}  // namespace estafeta::cli
