#include "connector/change/steps/rehearsal.h"

#include <string>
#include <utility>
#include <vector>

namespace estafeta::change {

using base::Phrase;

namespace {

Phrase one_rehearsed(const Node& node, const Rehearsal::Task& task) {
  std::vector<Phrase> more;
  if (task.failures > 0) more.push_back(Phrase("rehearsal.failures", {{"n", std::int64_t{task.failures}}}));
  if (task.result == model::CheckResult::not_tested) more.push_back(Phrase("rehearsal.not_tested"));
  Phrase said(!task.took     ? "rehearsal.task_untimed"
              : more.empty() ? "rehearsal.task"
                             : "rehearsal.task_and",
              {{"task", title_of(node)}});
  if (task.took) {
    said.values.emplace_back("took", *task.took);
    said.values.emplace_back("planned", node.wanted->duration);
  }
  if (!more.empty()) said.values.emplace_back("more", std::move(more));
  return said;
}

}  // namespace

void remark_rehearsal(PlanBuilder& builder) {
  const auto& situation = builder.situation;
  if (is_rehearsal(situation)) return builder.remark(Phrase("rehearsal.this_one"));
  if (!situation.rehearsal) return;
  std::vector<Phrase> tasks;
  for (const auto& task : situation.rehearsal->tasks) {
    const auto* node = builder.tree.find(task.key);
    const bool is_told = task.took || task.failures > 0 || task.result == model::CheckResult::not_tested;
    if (node != nullptr && node->wanted != nullptr && is_told) tasks.push_back(one_rehearsed(*node, task));
  }
  if (tasks.empty()) return;
  builder.remark(
      Phrase("rehearsal.last", {{"issue", situation.rehearsal->change.value}, {"tasks", std::move(tasks)}}));
}

}  // namespace estafeta::change
