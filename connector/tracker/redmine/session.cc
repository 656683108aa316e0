#include "connector/tracker/redmine/session.h"

namespace estafeta::tracker::redmine {

Session::Session(http::Client& http, const base::Clock& clock, Settings given)
    : settings(std::move(given)),
      rest(http, clock),
      site(rest, settings.mapping, settings.visiting),
      plugin(rest, clock, settings.plugin && !settings.visiting) {
  while (settings.url.ends_with('/')) settings.url.pop_back();
  site.compare_with(settings.ids);
}

Codec Session::codec() {
  return {settings.mapping, settings.ids, site.names(), settings.visiting ? "nobody" : site.account_id()};
}

}  // namespace estafeta::tracker::redmine
