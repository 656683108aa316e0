#include <CLI/CLI.hpp>
#include <memory>

#include "connector/base/time.h"
#include "connector/calendar/upkeep.h"
#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/config/named_files.h"
#include "connector/service/first_sync.h"
#include "connector/service/live_check.h"

namespace estafeta::cli {

namespace {

// What is right today and will not be for long. Nothing to stop for.
base::Diagnostics outdated(const service::Site& site) {
  const base::Date today = calendar::Zone::utc().local_date(base::system_clock().now());
  base::Diagnostics warnings;
  for (const auto& [name, calendar] : site.mappings.calendars.all()) {
    const auto year = calendar::year_without_holidays(calendar, today);
    if (!year) continue;
    base::Phrase what("calendar.no_holidays_ahead",
                      {{"calendar", name}, {"year", std::to_string(static_cast<int>(*year))}});
    warnings.push_back(
        {base::Severity::warning, std::move(what), {site.settings.mappings_folder + "/calendars.yaml"}});
  }
  return warnings;
}

// While a service holds the store it is not the first. What keeps the figures from being counted is among the
// findings already.
base::Result<std::optional<service::FirstSync>> first_sync(const service::Site& site,
                                                           tracker::Tracker& tracker) {
  const auto store = store::copy_of_sqlite(site.settings.store_path);
  if (!store) return base::fail(store.error());
  return service::foresee_first_sync(site, tracker, **store, base::system_clock());
}

int check(const App& app, bool live) {
  const auto opened = open_site(app);
  if (!opened.site) return opened.exit;
  const auto speaker = speaker_of(app, *opened.site);
  app.out << speaker.say(base::Phrase(
                 "check.files_good",
                 {{"templates", static_cast<std::int64_t>(opened.site->templates.size())},
                  {"departments", static_cast<std::int64_t>(opened.site->mappings.departments.all.size())},
                  {"clients", static_cast<std::int64_t>(opened.site->mappings.clients.all.size())}}))
          << "\n";
  print_problems(app, outdated(*opened.site), speaker);
  print_problems(app, config::missing_files(app.config), speaker);
  if (!live) return kOk;
  auto connection = Connection::open(*opened.site);
  if (!connection) return fail(app, connection.error(), speaker);
  auto findings = service::check_live(*opened.site, (*connection)->tracker());
  if (!findings) return fail(app, findings.error(), speaker);
  bool good = true;
  if (const auto first = first_sync(*opened.site, (*connection)->tracker()); first && *first) {
    findings->push_back({!service::needs_confirmation(**first, opened.site->settings.limits),
                         service::figures_of(**first, *opened.site)});
  }
  for (const auto& finding : *findings) {
    good &= finding.good;
    app.out << speaker.say(finding.good ? "check.mark_good" : "check.mark_bad") << " "
            << speaker.say(finding.what) << "\n";
  }
  return good ? kOk : kBadContent;
}

}  // namespace

void add_check(CLI::App& commands, App& app) {
  auto live = std::make_shared<bool>(false);
  auto* command =
      commands.add_subcommand("check", "configuration, mappings and templates; --live also the tracker");
  command->add_flag("--live", *live,
                    "every precondition in the tracker, with what follows and how to mend it");
  command->callback([&app, live] { app.run = [&app, live] { return check(app, *live); }; });
}

}  // namespace estafeta::cli
