#include "connector/change/schedule/windows.h"

#include "connector/change/tree/history.h"

namespace estafeta::change {

std::optional<calendar::Calendar> windows_of(const Rules& rules, const Situation& situation) {
  const auto& client = situation.client;
  const auto* windows = client ? rules.calendars.find(client->windows) : nullptr;
  if (windows == nullptr) return std::nullopt;
  std::vector<calendar::Interval> closed;
  for (const auto& freeze : client->freezes) closed.push_back({freeze.from, freeze.until});
  return windows->with_closed(closed);
}

std::set<base::Instant> windows_to_come(const Rules& rules, const Situation& situation, const Tree& tree,
                                        const model::Schedule& schedule) {
  std::set<base::Instant> begins;
  const auto windows = windows_of(rules, situation);
  if (!windows) return begins;
  for (const auto& planned : schedule.tasks) {
    const auto* node = tree.find(planned.key);
    const bool is_meant = node != nullptr && node->wanted != nullptr && node->wanted->maintenance_window;
    const auto window =
        is_meant && !has_ended(node->state()) ? windows->interval_at_or_after(planned.start) : std::nullopt;
    if (window) begins.insert(window->start);
  }
  return begins;
}

}  // namespace estafeta::change
