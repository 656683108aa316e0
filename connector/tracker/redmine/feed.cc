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

std::optional<Feed::Changes> Feed::changes(const std::string& cursor) {
  return asked({{"limit", std::to_string(kAtOnce)}, {"cursor", cursor}});
}

std::optional<std::string> Feed::now() {
  auto answer = asked({{"from", "now"}});
  if (!answer) return std::nullopt;
  return std::move(answer->cursor);
}

// An answer that is not whole is none: what it lacked would never be told again.
std::optional<Feed::Changes> Feed::asked(http::Pairs query) {
  const auto answer = rest_.get("/estafeta/feed.json", std::move(query));
  Changes changes;
  bool is_whole = answer && answer->is_map() && answer->find("issues") != nullptr &&
                  answer->find("gone") != nullptr && answer->find("more") != nullptr;
  if (is_whole) {
    changes.cursor = text_at(*answer, {"cursor"});
    changes.more = answer->find("more")->as_boolean().value_or(false);
    is_whole = !changes.cursor.empty();
    for (const Node& issue : items_at(*answer, "issues")) {
      const auto id = integer_at(issue, {"id"});
      is_whole = is_whole && id;
      if (id) changes.issues.emplace(IssueId{*id}, issue);
    }
    for (const Node& gone : items_at(*answer, "gone")) {
      const auto id = integer_of(gone.text);
      is_whole = is_whole && id;
      if (id) changes.gone.insert(IssueId{*id});
    }
  }
  if (is_whole) return changes;
  plugin_.failed();
  return std::nullopt;
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
