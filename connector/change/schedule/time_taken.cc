#include "connector/change/schedule/time_taken.h"

#include <algorithm>
#include <string>

#include "connector/change/tree/history.h"

namespace estafeta::change {

std::optional<base::Seconds> time_taken(const Rules& rules, const Situation& situation, const Node& node,
                                        bool in_window) {
  if (!node.exists()) return std::nullopt;
  const auto began = began_at(*node.issue);
  const auto ended = ended_at(*node.issue);
  if (!began || !ended) return std::nullopt;
  const auto windows = situation.client ? situation.client->windows : std::string();
  const auto* calendar =
      rules.calendars.find(in_window && !windows.empty() ? windows : calendar_of(rules, node));
  const auto open = [&](base::Instant from, base::Instant to) {
    return calendar == nullptr ? to - from : calendar->elapsed(from, to);
  };
  auto time = open(*began, *ended);
  for (const auto& held : held_during(*node.issue, *ended)) time -= open(held.start, held.end);
  return std::max(time, base::Seconds(0));
}

}  // namespace estafeta::change
