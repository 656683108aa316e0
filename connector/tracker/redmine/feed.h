// Many issues with their histories in one request, where Estafeta's plugin inside Redmine offers that.
//
// Each is the JSON that history_request() gets for it. Not safe for several threads.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
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

  bool is_offered() { return plugin_.offers(Ability::feed); }
  // Those that are gone or invisible are not in the answer. Nothing: the feed is not there, or failed and is
  // not asked again for a while, and each issue must be read by itself.
  std::optional<std::map<base::IssueId, document::Node>> read(const std::vector<base::IssueId>& ids);

 private:
  std::optional<std::vector<document::Node>> page(const std::vector<base::IssueId>& ids);

  Rest& rest_;
  Plugin& plugin_;
};

}  // namespace estafeta::tracker::redmine
