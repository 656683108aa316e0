#include <CLI/CLI.hpp>
#include <memory>

#include "connector/cli/incidents.h"
#include "connector/cli/sla_commands.h"
#include "connector/config/mappings.h"
#include "connector/document/node.h"
#include "connector/service/incidents/reports.h"

namespace estafeta::cli {

namespace {

struct RejudgeFlags {
  std::string policies;
  PeriodFlags period;
};

int compare(const App& app, Incidents& incidents, const sla::PolicySet& policies, const RejudgeFlags& flags,
            const sla::Period& period) {
  auto comparison =
      service::compare_policies(incidents.site, incidents.archive, policies, period, incidents.now);
  if (!comparison) return fail_by_store(app, incidents.site, comparison.error(), incidents.speaker);
  render::ComparisonView view{std::move(*comparison), flags.policies, {}};
  for (const auto& [id, client] : incidents.site.mappings.clients.all) view.clients[id] = client.name;
  app.out << (app.json() ? render::comparison_json(view) + "\n"
                         : render::comparison_text(view, incidents.speaker));
  return kOk;
}

int rejudge(const App& app, const RejudgeFlags& flags) {
  const auto period_of = [&flags](const service::Site& site, base::Instant now) {
    return read_period(flags.period, site.rules.zone.local_date(now));
  };
  const auto since = [&](const service::Site& site, base::Instant now) -> base::Result<base::Instant> {
    const auto period = period_of(site, now);
    if (!period) return base::fail(period.error());
    if (const auto file = document::read_file(flags.policies); !file) return base::fail(file.error());
    return site.rules.zone.start_of_day(period->from);
  };
  return with_incidents(app, since, [&](Incidents& incidents) {
    const auto period = period_of(incidents.site, incidents.now);
    if (!period) return fail(app, period.error(), incidents.speaker);
    const auto loaded = config::load_policies(flags.policies, incidents.site.mappings.calendars);
    if (print_problems(app, loaded.problems, incidents.speaker) != kOk) return int{kBadContent};
    return compare(app, incidents, loaded.policies, flags, *period);
  });
}

}  // namespace

void add_sla_rejudge(CLI::App& group, App& app) {
  auto flags = std::make_shared<RejudgeFlags>();
  auto* command =
      group.add_subcommand("rejudge", "what other policies would have made of a month; writes nothing");
  command->add_option("--policy", flags->policies, "a file like policies.yaml")->required();
  command->add_option("--month", flags->period.month, "2026-10 (default: the last full month)");
  command->add_option("--from", flags->period.from, "first day, 2026-10-01, instead of a month");
  command->add_option("--to", flags->period.to, "last day (default: today)");
  command->callback([&app, flags] {
    app.formats = {"text", "json"};
    app.run = [&app, flags] { return rejudge(app, *flags); };
  });
}

}  // namespace estafeta::cli
