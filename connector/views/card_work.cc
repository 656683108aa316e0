#include "connector/views/card_work.h"

#include <algorithm>

#include "connector/change/tree/history.h"

namespace estafeta::views {

namespace {

// A value is told by its title, where the template has one.
std::string title_of_value(const change::Node& node, const std::string& name) {
  if (node.wanted == nullptr) return name;
  const auto& gives = node.wanted->gives;
  const auto found = std::find_if(gives.begin(), gives.end(), [&](const auto& g) { return g.name == name; });
  return found == gives.end() || found->title.empty() ? name : found->title;
}

std::vector<CardValue> values_of_work(const change::Node& node) {
  std::vector<CardValue> values;
  if (node.hand_over == nullptr) return values;
  for (const auto& value : node.hand_over->values)
    values.push_back({title_of_value(node, value.name), value.text});
  for (const auto& remark : node.hand_over->remarks) values.push_back({"", remark});
  return values;
}

std::vector<CardFile> files_of(const model::Issue& issue, const base::PrincipalId& account) {
  std::vector<CardFile> files;
  for (const auto& file : issue.attachments) {
    if (file.author.id != account) files.push_back({file.id, file.name});
  }
  return files;
}

}  // namespace

std::vector<CardWork> work_of(const change::Situation& situation, const change::Tree& tree) {
  std::vector<CardWork> work;
  for (const auto& node : tree.nodes) {
    const bool is_work = model::takes_time(node.kind()) && !node.is_approval();
    if (!node.exists() || !is_work || !change::was_done(node.state())) continue;
    const auto& issue = *node.issue;
    const bool is_departments = node.owner == model::Owner::department;
    work.push_back({issue.id, change::title_of(node),
                    is_departments ? node.department : std::string(to_string(node.owner)), is_departments,
                    change::ended_at(issue).value_or(issue.updated), values_of_work(node),
                    files_of(issue, situation.account),
                    node.wanted == nullptr ? std::vector<std::string>() : node.wanted->updates});
  }
  std::stable_sort(work.begin(), work.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return work;
}

}  // namespace estafeta::views
