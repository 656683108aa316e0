#include "connector/views/other_changes.h"

#include <algorithm>

namespace estafeta::views {

void add_others(const Cards& cards, change::Situation& situation) {
  if (!situation.client) return;
  const auto rehearsable = situation.desired ? situation.desired->rehearsable : "";
  for (const auto& [id, card] : cards) {
    if (card.client != situation.client->id || id == situation.change.id) continue;
    for (const auto begin : card.windows) situation.other_windows.push_back({id, begin});
    // The last one made; one that was called off before anything was finished tells nothing.
    const bool is_meant = card.is_rehearsal && !rehearsable.empty() && card.rehearsable == rehearsable;
    const bool has_run = std::any_of(card.runs.begin(), card.runs.end(),
                                     [](const auto& run) { return run.took || run.failures > 0; });
    if (is_meant && has_run) situation.rehearsal = change::Rehearsal{id, card.runs};
  }
}

}  // namespace estafeta::views
