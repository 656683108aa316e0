#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>

#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/render/ledger.h"
#include "connector/service/incidents.h"
#include "connector/sla/cases.h"

namespace estafeta::cli {

namespace {

int eval(const App& app, const std::vector<std::string>& files) {
  const auto speaker = builtin_speaker(app);
  base::Diagnostics problems;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      fail(app, {base::Code::not_found, base::Phrase("document.no_file", {{"file", file}})}, speaker);
      return kWrongUse;
    }
    sla::evaluate_cases(in, file, app.out, problems);
  }
  return print_problems(app, problems, speaker);
}

render::LedgerView view_of(const service::Site& site, const model::Issue& issue, base::Instant now) {
  const auto judged = service::judge(site, issue, now);
  render::LedgerView view;
  view.issue = issue.id;
  view.title = issue.subject;
  view.client = judged.client == nullptr ? issue.project : judged.client->name;
  view.policy = judged.policy_name;
  view.now = now;
  view.judgement = judged.judgement;
  view.problems = judged.life.problems;
  if (judged.policy != nullptr) view.ledgers = sla::ledgers(*judged.policy, judged.life.incident, now);
  return view;
}

int explain(const App& app, std::int64_t id) {
  const auto opened = open_site(app);
  if (!opened.site) return opened.exit;
  const auto& site = *opened.site;
  const auto speaker = speaker_of(app, site);
  auto connection = Connection::open(site);
  if (!connection) return fail(app, connection.error(), speaker);
  auto& tracker = (*connection)->tracker();
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
  auto* group = commands.add_subcommand("sla", "SLA clocks: eval, explain");
  group->require_subcommand(1);
  auto files = std::make_shared<std::vector<std::string>>();
  auto* eval_command =
      group->add_subcommand("eval", "offline: files with arrays of cases in, one line of JSON a case out");
  eval_command->add_option("file", *files, "case files")->required();
  eval_command->callback([&app, files] { app.run = [&app, files] { return eval(app, *files); }; });
  auto id = std::make_shared<std::int64_t>(0);
  auto* explain_command = group->add_subcommand("explain", "one incident: where each second went, and why");
  explain_command->add_option("id", *id, "number of the incident")->required()->check(CLI::PositiveNumber);
  explain_command->callback([&app, id] { app.run = [&app, id] { return explain(app, *id); }; });
}

}  // namespace estafeta::cli
