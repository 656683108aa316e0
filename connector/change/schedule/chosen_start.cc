#include "connector/change/schedule/chosen_start.h"

#include <algorithm>

#include "connector/change/tree/history.h"

namespace estafeta::change {

namespace {

constexpr std::string_view kStart = "start:";

// As it stands in an issue that nothing was made below yet.
std::optional<base::Date> start_entered(const Rules& rules, const Situation& situation) {
  const auto& change = situation.change;
  const bool is_derived =
      std::any_of(situation.children.begin(), situation.children.end(),
                  [&](const auto& child) { return child.author.id != situation.account; });
  const bool is_default = change.start_date == rules.zone.local_date(change.created);
  // What a copy begins with is what the original had.
  const bool is_persons = change.author.id != situation.account && !change.copied_from;
  return is_persons && !is_derived && !is_default ? change.start_date : std::nullopt;
}

}  // namespace

std::string start_token(base::Date start) {
  return std::string(kStart) + base::format_date(start);
}

bool is_start_token(std::string_view token) {
  return token.starts_with(kStart);
}

std::optional<base::Date> chosen_start(const Rules& rules, const Situation& situation, const Stamp& stamp) {
  const auto* chosen = last_change_of(situation.change, "start_date");
  if (chosen != nullptr && !chosen->own) {
    const auto field = std::find_if(chosen->fields.begin(), chosen->fields.end(),
                                    [](const auto& change) { return change.name == "start_date"; });
    return base::parse_date(field->to);
  }
  const auto kept = std::find_if(stamp.told.begin(), stamp.told.end(), is_start_token);
  if (kept != stamp.told.end()) return base::parse_date(kept->substr(kStart.size()));
  return stamp.made ? std::nullopt : start_entered(rules, situation);
}

std::optional<base::Instant> earliest_start(const Rules& rules, const Situation& situation,
                                            const Stamp& stamp) {
  const auto day = chosen_start(rules, situation, stamp);
  return day ? std::optional(rules.zone.start_of_day(*day)) : std::nullopt;
}

}  // namespace estafeta::change
