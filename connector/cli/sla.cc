#include <CLI/CLI.hpp>
#include <memory>

#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/cli/cases.h"
#include "connector/cli/sla_commands.h"
#include "connector/cli/wiring.h"
#include "connector/render/ledger.h"
#include "connector/service/incidents.h"
#include "connector/sla/cases.h"
#include "connector/sla/ledger.h"

namespace estafeta::cli {

namespace {

render::LedgerView view_of(const service::Site& site, const model::Issue& issue, base::Instant now) {
  const auto incident = service::judge(site, issue, now);
  const auto& judged = incident.judged;
  render::LedgerView view;
  view.issue = issue.id;
  view.title = issue.subject;
  view.client = judged.client == nullptr ? issue.project : judged.client->name;
  view.policy = judged.in_force.contract == nullptr ? "" : judged.in_force.contract->policy;
  view.now = now;
  view.judgement = judged.judgement;
  view.problems = judged.problems;
  if (const auto* policy = judged.policy())
    view.ledgers = sla::ledgers(*policy, incident.record.incident, now);
  return view;
}

int explain(const App& app, const service::Site& site, tracker::Tracker& tracker,
            const messages::Speaker& speaker, std::int64_t id) {
  if (const auto account = tracker.account(); !account) return fail(app, account.error(), speaker);
  const auto issue = tracker.issue({id});
  if (!issue) return fail(app, issue.error(), speaker);
  if (issue->kind != model::Kind::incident) {
    return fail(
        app,
        {base::Code::invalid_argument,
         base::Phrase("sla.not_an_incident", {{"issue", std::to_string(id)}, {"tracker", issue->tracker}})},
        speaker);
  }
  const auto view = view_of(site, *issue, base::system_clock().now());
  app.out << (app.json() ? render::ledger_json(view, speaker) + "\n" : render::ledger_text(view, speaker));
  return kOk;
}

}  // namespace

void add_sla(CLI::App& commands, App& app) {
  auto* group =
      commands.add_subcommand("sla", "SLA clocks: report, forecast, explain, rejudge, sign-off, eval");
  group->require_subcommand(1);
  add_sla_report(*group, app);
  add_sla_forecast(*group, app);
  add_sla_rejudge(*group, app);
  add_sla_sign_off(*group, app);
  auto files = std::make_shared<std::vector<std::string>>();
  auto* eval_command =
      group->add_subcommand("eval", "offline: files with arrays of cases in, one line of JSON a case out");
  eval_command->add_option("file", *files, "case files")->required();
  eval_command->callback(
      [&app, files] { app.run = [&app, files] { return run_cases(app, *files, sla::evaluate_cases); }; });
  auto id = std::make_shared<std::int64_t>(0);
  auto* explain_command = group->add_subcommand("explain", "one incident: where each second went, and why");
  explain_command->add_option("id", *id, "number of the incident")->required()->check(CLI::PositiveNumber);
  explain_command->callback([&app, id] {
    app.run = [&app, id] {
      return with_tracker(app, [&app, id](const auto& site, auto& tracker, const auto& speaker) {
        return explain(app, site, tracker, speaker, *id);
      });
    };
  });
}

}  // namespace estafeta::cli
