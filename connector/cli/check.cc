#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "connector/base/time.h"
#include "connector/calendar/upkeep.h"
#include "connector/cli/app.h"
#include "connector/cli/site_store.h"
#include "connector/cli/wiring.h"
#include "connector/config/named_files.h"
#include "connector/service/entered.h"
#include "connector/service/incidents/first_sync.h"
#include "connector/service/site/live_check.h"

namespace estafeta::cli {

namespace {

// Who goes live in a few weeks knows that nothing is written until then.
constexpr base::Seconds kFarAhead{31 * 24 * 3600};

// What is right today and will not be for long, or was. Nothing to stop for.
base::Diagnostics outdated(const service::Site& site, base::Instant now) {
  const base::Date today = site.rules.zone.local_date(now);
  base::Diagnostics warnings;
  if (site.settings.live_from > now + kFarAhead) {
    warnings.push_back(
        {base::Severity::warning,
         base::Phrase("config.live_from_ahead",
                      {{"date", base::format_date(site.rules.zone.local_date(site.settings.live_from))}}),
         site.settings.live_from_at});
  }
  for (const auto& [id, client] : site.mappings.clients.all) {
    const base::Location clients{site.settings.mappings_folder + "/clients.yaml"};
    if (client.contracts.empty()) {
      warnings.push_back(
          {base::Severity::warning, base::Phrase("config.no_contract", {{"client", client.name}}), clients});
      continue;
    }
    const auto first = std::min_element(client.contracts.begin(), client.contracts.end(),
                                        [](const auto& a, const auto& b) { return a.from < b.from; });
    if (first->from > today) {
      base::Phrase what("config.contract_ahead",
                        {{"client", client.name}, {"from", base::format_date(first->from)}});
      warnings.push_back({base::Severity::warning, std::move(what), clients});
    }
    const auto last = std::max_element(client.contracts.begin(), client.contracts.end(),
                                       [](const auto& a, const auto& b) { return a.until < b.until; });
    if (last->until >= today) continue;
    base::Phrase what("config.contract_ended",
                      {{"client", client.name}, {"until", base::format_date(last->until)}});
    warnings.push_back({base::Severity::warning, std::move(what), clients});
  }
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

// For who has worded some otherwise and looks for them: without the folder, nobody's change of them shows.
void print_whose_sentences(const App& app, const service::Site& site, const messages::Speaker& speaker) {
  const std::string folder = site.settings.mappings_folder + "/messages";
  std::error_code error;
  if (std::filesystem::exists(folder, error)) return;
  app.out << speaker.say(base::Phrase("config.messages_built_in", {{"folder", folder}})) << "\n";
}

const char* mark_of(service::CheckVerdict verdict) {
  switch (verdict) {
    case service::CheckVerdict::holds:
      return "check.mark_good";
    case service::CheckVerdict::fails:
      return "check.mark_bad";
    case service::CheckVerdict::not_checked:
      return "check.mark_not_checked";
  }
  return "";
}

// While a service holds the store it is not the first. What keeps the figures from being counted is among the
// findings already.
base::Result<std::optional<service::FirstSync>> first_sync(const service::Site& site,
                                                           tracker::Tracker tracker) {
  const auto store = store::view_of(location_of(site.settings.store));
  if (!store) return base::fail(store.error());
  return service::foresee_first_sync(site, tracker, **store, base::system_clock());
}

// As it was known last: what people enter counts also while the tracker is away.
base::Diagnostics print_entered(const App& app, const service::Site& site, const messages::Speaker& speaker) {
  const auto store = store::view_of(location_of(site.settings.store));
  if (!store) return {};  // said by whoever needs it
  const auto text = service::kept_entered(**store);
  if (!text || text->empty()) return {};
  const auto added = service::with_entered(site, *text).added;
  app.out << speaker.say(base::Phrase("check.entered", {{"windows", std::int64_t{added.windows}},
                                                        {"freezes", std::int64_t{added.freezes}},
                                                        {"absences", std::int64_t{added.absences}}}))
          << "\n";
  return added.problems;
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
  print_problems(app, print_entered(app, *opened.site, speaker), speaker);
  print_problems(app, outdated(*opened.site, base::system_clock().now()), speaker);
  print_whose_sentences(app, *opened.site, speaker);
  print_problems(app, config::missing_files(app.config), speaker);
  if (!live) return kOk;
  auto connection = Connection::open(*opened.site);
  if (!connection) return fail_by_name(app, connection.error(), speaker);
  auto findings = service::check_live(*opened.site, (*connection)->tracker());
  if (!findings) return fail(app, findings.error(), speaker);
  bool good = true;
  if (const auto first = first_sync(*opened.site, (*connection)->tracker()); first && *first) {
    const bool asks = service::needs_confirmation(**first, opened.site->settings.limits);
    findings->push_back({asks ? service::CheckVerdict::fails : service::CheckVerdict::holds,
                         service::figures_of(**first, *opened.site)});
  }
  for (const auto& finding : *findings) {
    good &= finding.verdict != service::CheckVerdict::fails;
    app.out << speaker.say(mark_of(finding.verdict)) << " " << speaker.say(finding.what) << "\n";
  }
  return good ? kOk : kBadContent;
}

}  // namespace

void add_check(CLI::App& commands, App& app) {
  auto live = std::make_shared<bool>(false);
  auto* command = commands.add_subcommand(
      "check", "check configuration, mappings and templates; with --live the tracker, too");
  command->add_flag("--live", *live,
                    "check every precondition in the tracker; says what is wrong and how to fix it");
  command->callback([&app, live] { app.run = [&app, live] { return check(app, *live); }; });
}

}  // namespace estafeta::cli
