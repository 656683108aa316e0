#include "connector/cli/incidents.h"

#include <unistd.h>

#include <iostream>

#include "connector/base/time.h"
#include "connector/cli/site_store.h"
#include "connector/store/memory_store.h"

namespace estafeta::cli {

namespace {

base::Result<std::unique_ptr<store::Store>> open_store(const service::Site& site) {
  const auto location = location_of(site.settings.store);
  auto opened =
      store::open_store(location, store::Patience::none, base::system_clock(), base::system_sleeper());
  if (opened || opened.error().code() == base::Code::failed_precondition) return opened;
  auto copy = store::view_of(location);
  return copy ? std::move(copy) : store::in_memory();
}

service::Archive::Progress progress(const App& app, const messages::Speaker& speaker) {
  if (&app.err != &std::cerr || isatty(STDERR_FILENO) == 0) return {};
  return [&app, &speaker](std::size_t read, std::size_t all) {
    const base::Phrase said(
        "report.reading", {{"read", static_cast<std::int64_t>(read)}, {"n", static_cast<std::int64_t>(all)}});
    app.err << "\r\033[K" << (read < all ? speaker.say(said) : "") << std::flush;
  };
}

base::Result<base::Date> read_day(const std::string& text) {
  const auto day = base::parse_date(text);
  if (day) return *day;
  return base::fail(base::Code::invalid_argument, base::Phrase("report.bad_day", {{"text", text}}));
}

int with_archive(const App& app, model::Kind kind, const NeededSince& since, const IncidentWork& work) {
  return with_tracker(app, [&](const auto& site, const auto& tracker, const auto& speaker) {
    const auto now = base::system_clock().now();
    const auto from = since(site, now);
    if (!from) return fail_by_flag(app, from.error(), speaker);
    if (const auto account = tracker.directory.account(); !account)
      return fail(app, account.error(), speaker);
    auto store = kind == model::Kind::task ? store::in_memory() : open_store(site);
    if (!store) return fail_to_open_store(app, site, store.error(), speaker);
    service::Archive archive(site, tracker.reader, **store, kind);
    if (auto done = archive.refresh(*from, progress(app, speaker)); !done.ok()) {
      return fail_by_store(app, site, done, speaker);
    }
    Incidents incidents{site, tracker, archive, speaker, now};
    const int exit = work(incidents);
    for (const auto& [issue, why] : archive.unread()) {
      app.err << speaker.say(
                     base::Phrase("report.unread",
                                  {{"issue", issue.value}, {"why", std::vector<base::Phrase>{why.phrase()}}}))
              << "\n";
    }
    return exit == kOk && !archive.unread().empty() ? int{kBadContent} : exit;
  });
}

}  // namespace

int with_incidents(const App& app, const NeededSince& since, const IncidentWork& work) {
  return with_archive(app, model::Kind::incident, since, work);
}

int with_tasks(const App& app, const NeededSince& since, const IncidentWork& work) {
  return with_archive(app, model::Kind::task, since, work);
}

base::Result<sla::Period> read_month(const std::string& text, base::Date today) {
  const auto month = sla::parse_month(text);
  if (!month) {
    return base::fail(base::Code::invalid_argument, base::Phrase("report.bad_month", {{"text", text}}));
  }
  if (month->from <= today) return *month;
  return base::fail(
      base::Code::invalid_argument,
      base::Phrase("report.month_ahead", {{"month", text.substr(5)}, {"year", text.substr(0, 4)}}));
}

base::Result<sla::Period> read_period(const PeriodFlags& flags, base::Date today) {
  if (!flags.month.empty()) {
    auto month = read_month(flags.month, today);
    if (!month || (flags.from.empty() && flags.to.empty())) return month;
    return base::fail(base::Code::invalid_argument,
                      base::Phrase("report.month_and_days", {{"text", flags.month}}));
  }
  sla::Period period = sla::last_full_month(today);
  if (flags.from.empty() && flags.to.empty()) return period;
  period.until = today;
  for (const auto& [text, day] : {std::pair{&flags.from, &period.from}, {&flags.to, &period.until}}) {
    if (text->empty()) continue;
    const auto read = read_day(*text);
    if (!read) return base::fail(read.error());
    *day = *read;
  }
  if (period.from > today) {
    return base::fail(base::Code::invalid_argument,
                      base::Phrase("report.days_ahead", {{"from", base::format_date(period.from)}}));
  }
  if (period.from <= period.until) return period;
  return base::fail(base::Code::invalid_argument,
                    base::Phrase("report.days_swapped", {{"from", base::format_date(period.from)},
                                                         {"until", base::format_date(period.until)}}));
}

}  // namespace estafeta::cli
