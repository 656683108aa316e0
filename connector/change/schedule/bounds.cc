#include "connector/change/schedule/bounds.h"

#include <algorithm>
#include <charconv>

#include "connector/change/tree/history.h"
#include "connector/change/tree/tree.h"

namespace estafeta::change {

using base::Phrase;
using model::Ask;

namespace {

int number_at(const std::string& text, std::size_t at) {
  int number = 0;
  if (at + 2 <= text.size()) std::from_chars(text.data() + at, text.data() + at + 2, number);
  return number;
}

// What is asked where it ends on another day than the bound's, and where on that day, but too late.
struct Asks {
  Ask other_day;
  Ask that_day;
};

std::optional<MissedBound> missed(const Rules& rules, const std::string& bound, base::Instant end,
                                  std::string key, const Asks& asks) {
  const auto until = bound.empty() ? std::nullopt : instant_of(bound, rules.zone);
  if (!until || end <= *until) return std::nullopt;
  const auto day = base::format_date(rules.zone.local_date(end));
  const bool that_day = day == bound.substr(0, kDateLength);
  Phrase said(that_day ? key + "_that_day" : std::move(key), {{"wanted", bound}});
  if (!that_day) said.values.emplace_back("expected", day);
  return MissedBound{"", std::move(said), that_day ? asks.that_day : asks.other_day};
}

// Of the schedule; null: it is not there.
const model::PlannedTask* find(const model::Schedule& schedule, const std::string& key) {
  const auto found = std::find_if(schedule.tasks.begin(), schedule.tasks.end(),
                                  [&](const auto& task) { return task.key == key; });
  return found == schedule.tasks.end() ? nullptr : &*found;
}

base::Seconds between(const Rules& rules, const model::Edge& edge, const model::PlannedTask& needed,
                      const model::PlannedTask& planned) {
  const auto from = edge.on == model::On::begun ? needed.start : needed.due;
  const auto* calendar = edge.max_lag_calendar.empty()
                             ? rules.calendars.find(calendar_of(rules, planned.owner, planned.department))
                             : nullptr;
  if (planned.start <= from) return base::Seconds(0);
  return calendar == nullptr ? planned.start - from : calendar->elapsed(from, planned.start);
}

void add_long_lags(const Rules& rules, const model::DesiredTask& wanted, const model::Schedule& schedule,
                   const model::PlannedTask& planned, std::vector<MissedBound>& all) {
  if (planned.state != model::State::waiting && planned.state != model::State::ready) return;
  for (const auto& edge : wanted.needs) {
    const auto* needed = edge.max_lag.count() > 0 ? find(schedule, edge.task) : nullptr;
    if (needed == nullptr || between(rules, edge, *needed, planned) <= edge.max_lag) continue;
    const bool begun = edge.on == model::On::begun;
    Phrase said(begun ? "dates.max_lag_missed_begun" : "dates.max_lag_missed",
                {{"task", planned.title},
                 {"needed", needed->title},
                 {"most", edge.max_lag},
                 {"expected", base::format_date(rules.zone.local_date(planned.start))}});
    all.push_back({planned.key + "<" + edge.task, std::move(said),
                   begun ? Ask::max_lag_missed_begun : Ask::max_lag_missed});
  }
}

}  // namespace

std::optional<base::Instant> instant_of(const std::string& bound, const calendar::Zone& zone) {
  const auto day = base::parse_date(bound.substr(0, kDateLength));
  if (!day) return std::nullopt;
  const std::chrono::sys_days date(*day);
  if (bound.size() == kDateLength) return zone.start_of_day(base::Date(date + std::chrono::days(1)));
  const auto wall = base::Instant(date) + std::chrono::hours(number_at(bound, kDateLength + 1)) +
                    std::chrono::minutes(number_at(bound, kDateLength + 4));
  // The offset there is the one that holds at the instant it leads to.
  const auto near = wall - zone.stretch_at(wall).offset;
  return wall - zone.stretch_at(near).offset;
}

std::vector<MissedBound> missed_bounds(const Rules& rules, const model::DesiredChange& desired,
                                       const model::Schedule& schedule) {
  std::vector<MissedBound> all;
  bool is_open = false;
  for (const auto& planned : schedule.tasks) {
    if (has_ended(planned.state)) continue;
    is_open = true;
    const auto wanted = std::find_if(desired.tasks.begin(), desired.tasks.end(),
                                     [&](const auto& task) { return task.key == planned.key; });
    if (wanted == desired.tasks.end()) continue;
    add_long_lags(rules, *wanted, schedule, planned, all);
    auto bound = missed(rules, wanted->latest, planned.due, "dates.latest_missed",
                        {Ask::latest_missed, Ask::latest_missed_that_day});
    if (!bound) continue;
    bound->key = planned.key;
    bound->said.values.emplace_back("task", planned.title);
    all.push_back(std::move(*bound));
  }
  auto whole = missed(rules, desired.latest, schedule.finish, "dates.change_latest_missed",
                      {Ask::change_latest_missed, Ask::change_latest_missed_that_day});
  if (is_open && whole) all.push_back(std::move(*whole));
  return all;
}

}  // namespace estafeta::change
