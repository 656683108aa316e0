#include "connector/views/task_values.h"

#include "connector/change/tree/tree.h"

namespace estafeta::views {

namespace {

std::vector<GivenValue> given_by(const change::Node& node) {
  std::vector<GivenValue> given;
  if (node.wanted == nullptr) return given;
  for (const auto& give : node.wanted->gives) {
    GivenValue value{give.name, give.title, give.schema, {}};
    const auto* said = node.hand_over == nullptr ? nullptr : node.hand_over->find(give.name);
    if (said != nullptr) value.value = *said;
    given.push_back(std::move(value));
  }
  return given;
}

// Only what is finished or released was handed over: before that it may still change.
std::vector<ReceivedValue> received_by(const change::Tree& tree, const change::Node& node) {
  std::vector<ReceivedValue> received;
  for (const auto at : node.needs) {
    const auto& link = tree.links[at];
    if (!change::is_satisfied(link.verdict)) continue;
    const auto& giver = tree.nodes[link.needed];
    for (auto& value : given_by(giver)) {
      if (!value.value) continue;
      const auto issue = giver.issue == nullptr ? std::nullopt : std::optional(giver.issue->id);
      received.push_back({giver.key, issue, value.name, value.title, *value.value});
    }
  }
  return received;
}

}  // namespace

std::map<std::string, TaskValues> values_of(const change::Rules& rules, const change::Situation& situation) {
  std::map<std::string, TaskValues> all;
  const auto tree = change::build_tree(rules, situation);
  for (const auto& node : tree.nodes) {
    TaskValues values{given_by(node), received_by(tree, node)};
    if (!values.gives.empty() || !values.receives.empty()) all.emplace(node.key, std::move(values));
  }
  return all;
}

}  // namespace estafeta::views
