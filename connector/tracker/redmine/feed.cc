#include "connector/tracker/redmine/feed.h"

#include <algorithm>
#include <set>
#include <string>

#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

using base::IssueId;
using document::Node;

std::optional<std::map<IssueId, Node>> Feed::read(const std::vector<IssueId>& ids) {
  if (!is_offered()) return std::nullopt;
  std::map<IssueId, Node> found;
  for (std::size_t begin = 0; begin < ids.size(); begin += kAtOnce) {
    const std::size_t end = std::min(ids.size(), begin + kAtOnce);
    const std::vector<IssueId> some(ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                    ids.begin() + static_cast<std::ptrdiff_t>(end));
    auto issues = page(some);
    const std::set<IssueId> asked(some.begin(), some.end());
    for (std::size_t i = 0; issues && i < issues->size(); ++i) {
      const auto id = integer_at((*issues)[i], {"id"});
      if (id && asked.contains({*id})) {
        found.emplace(IssueId{*id}, std::move((*issues)[i]));
      } else {
        issues.reset();
      }
    }
    if (!issues) {
      plugin_.failed();
      return std::nullopt;
    }
  }
  return found;
}

// Nothing: it was refused, or is no list.
std::optional<std::vector<Node>> Feed::page(const std::vector<IssueId>& ids) {
  std::string list;
  for (const IssueId id : ids) list += (list.empty() ? "" : ",") + base::to_string(id);
  auto answer = rest_.write(http::Method::post, "/estafeta/issues.json", R"({"ids":[)" + list + "]}");
  if (!answer || !answer->is_map()) return std::nullopt;
  const Node* issues = answer->find("issues");
  if (issues == nullptr || !issues->is_list()) return std::nullopt;
  return issues->items;
}

}  // namespace estafeta::tracker::redmine
