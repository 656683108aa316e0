// The ports over Redmine's REST interface, 5.0 and later; with Estafeta's plugin where it is there.
//
// Redmine answers many refusals with 2xx (a status that is not allowed, a field that may not be written, a
// private note without the right to it, a filter it does not know): each write is read back and each filter
// distrusted. What REST can tell (statuses, trackers, roles, projects, members) is asked and kept until
// account() begins the next cycle; ids of custom fields come from provisioning's file, or from the first
// issue that shows them. Not safe for several threads. The http client should repeat only what
// http::RetryingClient repeats.
#pragma once

#include <memory>
#include <string>

#include "connector/base/time.h"
#include "connector/http/client.h"
#include "connector/model/mapping.h"
#include "connector/tracker/redmine/ids.h"
#include "connector/tracker/tracker.h"

namespace estafeta::tracker::redmine {

struct Settings {
  std::string url;  // as people open it, for messages and links
  model::TrackerMapping mapping;
  Ids ids;
  // With a person's key instead of the service's: what its owner did counts as theirs, and a project whose
  // members the key may not see has none.
  bool visiting = false;
  // Uses what Estafeta's plugin inside Redmine offers, where it is there.
  bool plugin = true;
};

// `http` and `clock` must outlive the tracker. The clock is only asked when a server sends no Date.
std::unique_ptr<Backend> make_tracker(http::Client& http, const base::Clock& clock, Settings settings);

}  // namespace estafeta::tracker::redmine
