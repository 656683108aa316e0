#include "connector/render/desks/proposals.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/incidents.h"
#include "connector/cli/wiring.h"
#include "connector/service/site/known.h"
#include "connector/views/proposal_list.h"

namespace estafeta::cli {

namespace {

struct ProposalFlags {
  PeriodFlags period;
  std::string client;
};

// Of all, as who shares the credit for one may have noticed it long before.
base::Result<views::Proposals> read_proposals(const service::Site& site, tracker::IssueReader& tracker) {
  const auto rows = tracker.issues_since(model::Kind::proposal, base::Instant{});
  if (!rows) return base::fail(rows.error());
  std::vector<base::IssueId> ids;
  for (const auto& row : *rows) ids.push_back(row.id);
  views::Proposals all;
  for (const auto& issue : tracker.issues(ids)) {
    if (!issue && issue.error().code() == base::Code::not_found) continue;
    if (!issue) return base::fail(issue.error());
    if (auto proposal = views::proposal_of(*issue, site.mappings.clients))
      all[issue->id] = std::move(*proposal);
  }
  return all;
}

int list_proposals(const App& app, const ProposalFlags& flags, const service::Site& site,
                   tracker::Tracker tracker, const messages::Speaker& speaker) {
  if (!flags.client.empty()) {
    if (const auto known = service::known_client(site, flags.client); !known.ok())
      return fail_by_name(app, known, speaker);
  }
  const auto& zone = site.rules.zone;
  const auto period = read_period(flags.period, zone.local_date(base::system_clock().now()));
  if (!period) return fail_by_flag(app, period.error(), speaker);
  const auto all = read_proposals(site, tracker.reader);
  if (!all) return fail(app, all.error(), speaker);
  const auto list = views::proposals_of(*all, site.mappings.clients, *period, zone, flags.client);
  if (app.json()) {
    app.out << render::proposals_json(list) << "\n";
  } else {
    app.out << (app.format == "csv" ? render::proposals_csv(list) : render::proposals_text(list, speaker));
  }
  return kOk;
}

}  // namespace

void add_proposals(CLI::App& commands, App& app) {
  auto flags = std::make_shared<ProposalFlags>();
  auto* command = commands.add_subcommand(
      "proposals", "what engineers noticed and proposed in a period, by whom, and what came of it");
  command->add_option("--client", flags->client, "only of this client, its id in clients.yaml");
  command->add_option("--month", flags->period.month,
                      "the month, such as 2026-10 (default: the last full one)");
  command->add_option("--from", flags->period.from, "the first day, such as 2026-10-01");
  command->add_option("--to", flags->period.to, "the last day");
  command->callback([&app, flags] {
    app.formats = {"text", "json", "csv"};
    app.run = [&app, flags] {
      return with_tracker(app, [&](const auto& site, const auto& tracker, const auto& speaker) {
        return list_proposals(app, *flags, site, tracker, speaker);
      });
    };
  });
}

}  // namespace estafeta::cli
