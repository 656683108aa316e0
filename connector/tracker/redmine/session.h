// What all ports of one Redmine stand on: its REST interface, what is known of the site, the words of the
// mapping.
//
// Not safe for several threads.
#pragma once

#include "connector/tracker/redmine/client.h"
#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/plugin.h"
#include "connector/tracker/redmine/rest.h"
#include "connector/tracker/redmine/site.h"

namespace estafeta::tracker::redmine {

struct Session {
  Session(http::Client& http, const base::Clock& clock, Settings settings);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Holds as long as the session's names are not read again.
  Codec codec();

  Settings settings;
  Rest rest;
  SiteDirectory site;
  Plugin plugin;
};

}  // namespace estafeta::tracker::redmine
