#include "tests/faults/picture.h"

#include <algorithm>
#include <sstream>
#include <vector>

namespace estafeta::testing {

std::string picture(const SiteStage& stage) {
  std::string text;
  for (const auto& one : stage.fake.all()) {
    text += base::to_string(one.id) + ' ' + std::string(to_string(one.status.state)) + ' ' +
            (one.assignee ? one.assignee->name : "-") + ' ' + std::to_string(one.relations.size()) +
            (one.watchers.empty() ? "" : " watched");
    for (const auto field : {model::Field::task_key, model::Field::sla_told, model::Field::sla_response,
                             model::Field::sla_resolution})
      text += " | " + one.field(field);
    text += '\n';
  }
  return text;
}

std::string picture_by_key(const SiteStage& stage) {
  std::vector<std::string> lines;
  for (const auto& one : stage.fake.all()) {
    auto key = one.field(model::Field::task_key);
    std::string line = one.project + ' ' + std::string(to_string(one.kind)) + ' ' +
                       key.substr(std::min(key.find('/'), key.size())) + ' ' + one.subject + ' ' +
                       std::string(to_string(one.status.state)) + ' ' +
                       (one.assignee ? one.assignee->name : "-") + ' ' +
                       std::to_string(one.relations.size()) + (one.watchers.empty() ? "" : " watched");
    for (const auto field :
         {model::Field::sla_told, model::Field::sla_response, model::Field::sla_resolution})
      line += " | " + one.field(field);
    lines.push_back(std::move(line));
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const auto& line : lines) text += line + '\n';
  return text;
}

std::string first_difference(const std::string& expected, const std::string& found) {
  std::istringstream one(expected), other(found);
  std::string left, right;
  while (true) {
    const bool more = static_cast<bool>(std::getline(one, left));
    const bool other_more = static_cast<bool>(std::getline(other, right));
    if (!more && !other_more) return "";
    if (!more || !other_more || left != right)
      return "[" + (more ? left : "nothing") + "] became [" + (other_more ? right : "nothing") + "]";
  }
}

}  // namespace estafeta::testing
