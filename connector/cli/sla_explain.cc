#include <CLI/CLI.hpp>
#include <memory>

#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/cli/sla_commands.h"
#include "connector/cli/wiring.h"
#include "connector/render/incident/ledger.h"
#include "connector/render/incident/ledger_html.h"
#include "connector/render/json.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/site/records.h"

namespace estafeta::cli {

namespace {

base::Result<model::Issue> issue_with_clocks(tracker::Tracker tracker, base::IssueId id) {
  const auto issue = tracker.reader.issue(id);
  if (!issue) return base::fail(issue.error());
  if (issue->kind != model::Kind::incident && issue->kind != model::Kind::task) {
    return base::fail(
        base::Code::invalid_argument,
        base::Phrase("sla.not_an_incident", {{"issue", base::to_string(id)}, {"tracker", issue->tracker}}));
  }
  return *issue;
}

int explain(const App& app, const service::Site& site, tracker::Tracker tracker,
            const messages::Speaker& speaker, base::IssueId id) {
  if (const auto account = tracker.directory.account(); !account) return fail(app, account.error(), speaker);
  const auto issue = issue_with_clocks(tracker, id);
  if (!issue) return fail_by_name(app, issue.error(), speaker);
  auto record = service::read_record(site, tracker.reader, *issue);
  if (!record) return fail(app, record.error(), speaker);
  const base::Instant now = base::system_clock().now();
  const auto incident = service::judge(site, std::move(*record), now);
  auto view = render::ledger_view(incident.record, incident.judged, site.rules.zone, now);
  view.url = tracker.reader.url(id);
  if (app.json()) {
    app.out << render::ledger_json(view, speaker);
  } else {
    app.out << (app.format == "html" ? render::ledger_html(view, speaker)
                                     : render::ledger_text(view, speaker));
  }
  return kOk;
}

}  // namespace

void add_sla_explain(CLI::App& group, App& app) {
  auto id = std::make_shared<std::string>();
  auto* command = group.add_subcommand("explain", "one incident or task: where each second went, and why");
  command->add_option("id", *id, "its number, 23 or #23")->required();
  command->callback([&app, id] {
    app.formats = {"text", "json", "html"};
    app.run = [&app, id] {
      return with_tracker(app, [&app, id](const auto& site, const auto& tracker, const auto& speaker) {
        const auto number = read_issue_number(*id);
        return number ? explain(app, site, tracker, speaker, *number)
                      : fail_by_flag(app, number.error(), speaker);
      });
    };
  });
}

}  // namespace estafeta::cli
