#include "connector/change/steps/shared_windows.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connector/change/schedule/windows.h"

namespace estafeta::change {

using base::Instant;
using base::Phrase;

void tell_shared_windows(PlanBuilder& builder) {
  const auto& others = builder.situation.other_windows;
  if (others.empty()) return;
  const auto begins = windows_to_come(builder.rules, builder.situation, builder.tree, builder.plan.schedule);
  std::map<Instant, std::set<base::IssueId>> shared;
  for (const auto& other : others) {
    if (begins.contains(other.begin)) shared[other.begin].insert(other.change);
  }
  for (const auto& [begin, changes] : shared) {
    // A change more in that window is news.
    std::string token = "shares_window:" + base::format_instant(begin);
    std::vector<Phrase> named;
    for (const auto change : changes) {
      token += "+" + base::to_string(change);
      named.push_back(Phrase("told.change", {{"issue", change.value}}));
    }
    const Phrase said("told.shared_window", {{"window", begin}, {"changes", std::move(named)}});
    // Before the go it stands in the preview, which the TAM reads anyway.
    if (builder.stamp.made) {
      builder.tell_once(token, said);
    } else {
      builder.remark(said);
    }
  }
}

}  // namespace estafeta::change
