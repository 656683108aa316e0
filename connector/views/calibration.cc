#include "connector/views/calibration.h"

#include <algorithm>
#include <optional>

#include "connector/change/schedule/time_taken.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/tree.h"

namespace estafeta::views {

namespace {

using base::Seconds;

// Not what was made to take something back, or to make up for another plan: it tells nothing of the template.
bool is_run(const change::Node& node) {
  return node.exists() && !node.is_undo() && !node.is_revision() && change::was_done(node.state());
}

// `vms/2` is an item of `vms`.
std::string task_of(const change::Node& node) {
  return node.key.substr(0, node.key.find('/'));
}

void insert(std::vector<Seconds>& ordered, Seconds time) {
  ordered.insert(std::upper_bound(ordered.begin(), ordered.end(), time), time);
}

}  // namespace

Seconds percentile(const std::vector<Seconds>& ordered, int percent) {
  const auto rank = (ordered.size() * static_cast<std::size_t>(percent) + 99) / 100;
  return ordered[std::max<std::size_t>(rank, 1) - 1];
}

void add_run(Calibration& calibration, const change::Rules& rules, const change::Situation& situation) {
  if (change::is_rehearsal(situation)) return;
  calibration.changes.push_back(situation.change.id);
  const auto tree = change::build_tree(rules, situation);
  std::optional<base::Instant> from, to;
  for (const auto& node : tree.nodes) {
    if (!is_run(node)) continue;
    const auto began = change::began_at(*node.issue), ended = change::ended_at(*node.issue);
    if (!began || !ended) continue;
    from = std::min(from.value_or(*began), *began);
    to = std::max(to.value_or(*ended), *ended);
    const auto runs = std::find_if(calibration.tasks.begin(), calibration.tasks.end(),
                                   [&](const TaskRuns& one) { return one.task == task_of(node); });
    if (runs == calibration.tasks.end()) continue;
    if (const auto took = change::time_taken(rules, situation, node, runs->in_window))
      insert(runs->took, *took);
  }
  if (from) insert(calibration.whole, *to - *from);
}

}  // namespace estafeta::views
