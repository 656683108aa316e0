// Many issues with their histories in one request, and what changed since a cursor, where Estafeta's plugin
// inside Redmine offers that.
//
// Each is the JSON that history_request() gets for it. Not safe for several threads.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/document/node.h"
#include "connector/tracker/redmine/plugin.h"
#include "connector/tracker/redmine/rest.h"

namespace estafeta::tracker::redmine {

class Feed {
 public:
  // As many as the plugin answers at once.
  static constexpr std::size_t kAtOnce = 500;

  // Both must outlive it.
  Feed(Rest& rest, Plugin& plugin) : rest_(rest), plugin_(plugin) {}

  // What changed since a cursor.
  struct Changes {
    std::map<base::IssueId, document::Node> issues;
    std::set<base::IssueId> gone;
    std::string cursor;
    bool more = false;
  };

  bool is_offered() { return plugin_.offers(Ability::feed); }
  // Those that are gone or invisible are not in the answer. Nothing: the feed is not there, or failed and is
  // not asked again for a while, and each issue must be read by itself.
  std::optional<std::map<base::IssueId, document::Node>> read(const std::vector<base::IssueId>& ids);
  bool tells_changes() { return plugin_.offers(Ability::cursor); }
  // An empty cursor: all issues, from the first. Nothing: as for read(); of what changed a poll must tell.
  std::optional<Changes> changes(const std::string& cursor);
  // The cursor that stands behind all there is now.
  std::optional<std::string> now();

 private:
  std::optional<Changes> asked(http::Pairs query);
  std::optional<std::vector<document::Node>> page(const std::vector<base::IssueId>& ids);

  Rest& rest_;
  Plugin& plugin_;
};

}  // namespace estafeta::tracker::redmine
