#include "connector/change/schedule/dates.h"

#include <algorithm>
#include <cstdlib>

#include "connector/change/schedule/bounds.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

const calendar::Zone& zone_of(const Rules& rules, const Node& node) {
  const auto* calendar = rules.calendars.find(calendar_of(rules, node));
  return calendar == nullptr || calendar_of(rules, node) == "24x7" ? rules.zone : calendar->zone();
}

namespace {

struct Days {
  base::Date start{};
  base::Date due{};
};

Days days_of(const Rules& rules, const Node& node, const model::PlannedTask& planned) {
  const auto& zone = zone_of(rules, node);
  // What ends at midnight ends with the day before.
  const auto last = planned.due > planned.start ? planned.due - base::Seconds(1) : planned.due;
  return {zone.local_date(planned.start), zone.local_date(last)};
}

bool is_far(const std::optional<base::Date>& from, base::Date to, int threshold) {
  if (!from) return true;
  const auto distance = (std::chrono::sys_days(to) - std::chrono::sys_days(*from)).count();
  return std::abs(static_cast<int>(distance)) > threshold;
}

std::optional<base::Date> day_of(const std::string& deadline) {
  return base::parse_date(deadline.substr(0, std::min(kDateLength, deadline.size())));
}

// What the tracker shows once that change is written.
struct Shown {
  std::optional<base::Date> start;
  std::optional<base::Date> due;
  std::optional<base::Date> deadline;
};

Shown shown_of(const model::Issue& issue, const model::IssueChange* change) {
  Shown shown{issue.start_date, issue.due_date, day_of(issue.field(model::Field::deadline))};
  if (change == nullptr) return shown;
  if (change->start_date) shown.start = change->start_date;
  if (change->due_date) shown.due = change->due_date;
  const auto deadline = change->fields.find(model::Field::deadline);
  if (deadline != change->fields.end()) shown.deadline = day_of(deadline->second);
  return shown;
}

bool is_before(const std::optional<base::Date>& day, const std::optional<base::Date>& other) {
  return day && other && *day < *other;
}

bool chosen(const Situation& situation, const model::Issue& issue, std::string_view field) {
  return !is_own_value(issue, field, situation.account);
}

}  // namespace

bool follows_sub_issues(const Node& node) {
  return node.exists() && !node.issue->children.empty();
}

Pins pins_of(const Rules& rules, const Situation& situation, const Node& node) {
  Pins pins;
  if (!node.exists() || follows_sub_issues(node)) return pins;
  const auto& issue = *node.issue;
  if (issue.due_date && chosen(situation, issue, "due_date")) pins.due = issue.due_date;
  if (!issue.start_date || !chosen(situation, issue, "start_date")) return pins;
  const bool is_default = last_change_of(issue, "start_date") == nullptr &&
                          *issue.start_date == rules.zone.local_date(issue.created);
  if (!is_default) pins.start = issue.start_date;
  return pins;
}

std::string deadline_of(const Rules& rules, const Situation& situation, const Node& node,
                        const model::PlannedTask& planned) {
  const auto wanted = pins_of(rules, situation, node).due;
  if (!wanted || *wanted == days_of(rules, node, planned).due)
    return calendar::format_local(planned.due, rules.zone);
  const auto& zone = zone_of(rules, node);
  const auto begin = zone.start_of_day(*wanted);
  const auto end = zone.start_of_day(base::Date(std::chrono::sys_days(*wanted) + std::chrono::days(1)));
  const auto* hours = rules.calendars.find(calendar_of(rules, node));
  const auto last = hours == nullptr ? std::nullopt : hours->interval_before(end);
  const bool is_worked = last && last->end > begin && last->end <= end;
  constexpr base::Seconds kMinute{60};
  return calendar::format_local(is_worked ? last->end : end - kMinute, rules.zone);
}

void set_dates(const Rules& rules, const Node& node, const model::PlannedTask& planned,
               model::IssueChange& change) {
  const auto days = days_of(rules, node, planned);
  change.start_date = days.start;
  change.due_date = days.due;
  change.fields[model::Field::deadline] = calendar::format_local(planned.due, rules.zone);
}

bool move_dates(const Rules& rules, const Situation& situation, const Node& node,
                const model::PlannedTask& planned, Worth worth, model::IssueChange& change) {
  const auto days = days_of(rules, node, planned);
  const auto pins = pins_of(rules, situation, node);
  const bool is_exact = worth != Worth::far_off;
  const auto threshold = is_exact ? 0 : rules.limits.date_threshold_days;
  const auto& issue = *node.issue;
  const auto deadline = deadline_of(rules, situation, node, planned);
  const auto& shown = issue.field(model::Field::deadline);
  if (follows_sub_issues(node)) {
    if (shown == deadline || !(is_exact || is_far(day_of(shown), days.due, threshold))) return false;
    change.fields[model::Field::deadline] = deadline;
    return true;
  }
  // The end is what people plan by; the start alone is not worth a mail where it contradicts nothing.
  const bool start_missing = !issue.start_date;
  const bool start_moves = worth == Worth::order && !pins.start && issue.start_date != days.start;
  const bool due_moves = is_far(issue.due_date, days.due, threshold) || (is_exact && shown != deadline);
  if (pins.due) {
    const bool is_other = shown != deadline && is_far(day_of(shown), *day_of(deadline), threshold);
    if (is_other || (is_exact && shown != deadline)) change.fields[model::Field::deadline] = deadline;
    if (start_missing && days.start <= *pins.due) change.start_date = days.start;
    return change.start_date || !change.fields.empty();
  }
  if (!due_moves && !start_missing && !start_moves) return false;
  // Trackers refuse an end before the start.
  if (pins.start && *pins.start > days.due) return false;
  if (!pins.start) change.start_date = days.start;
  change.due_date = days.due;
  change.fields[model::Field::deadline] = deadline;
  return true;
}

bool contradicts(const Node& needed, const model::IssueChange* needed_change, const Node& needing,
                 const model::IssueChange* needing_change) {
  const auto first = shown_of(*needed.issue, needed_change);
  const auto second = shown_of(*needing.issue, needing_change);
  return is_before(second.start, first.start) || is_before(second.start, first.due) ||
         is_before(second.due, first.due) || is_before(second.deadline, first.deadline);
}

bool is_wanted_later(const Rules& rules, const Situation& situation, const Node& node,
                     const model::PlannedTask& planned) {
  const auto wanted = pins_of(rules, situation, node).due;
  return wanted && *wanted > days_of(rules, node, planned).due;
}

bool shows_other_end(const Rules& rules, const Situation& situation, const Node& node,
                     const model::PlannedTask& planned, const model::IssueChange* change) {
  if (!node.exists() || follows_sub_issues(node) || pins_of(rules, situation, node).due) return false;
  const auto shown = change != nullptr && change->due_date ? change->due_date : node.issue->due_date;
  return shown && *shown != days_of(rules, node, planned).due;
}

std::optional<base::Phrase> missed_pin(const Rules& rules, const Situation& situation, const Node& node,
                                       const model::PlannedTask& planned) {
  const auto pins = pins_of(rules, situation, node);
  const auto due = days_of(rules, node, planned).due;
  if (!pins.due || due <= *pins.due) return std::nullopt;
  return base::Phrase("dates.pin_missed", {{"task", title_of(node)},
                                           {"issue", node.issue->id.value},
                                           {"wanted", base::format_date(*pins.due)},
                                           {"expected", base::format_date(due)}});
}

}  // namespace estafeta::change
