#include "tests/faults/shared_instance.h"

#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

#include "connector/http/breaker.h"
#include "connector/http/curl_client.h"
#include "connector/http/fenced_client.h"
#include "connector/http/retry.h"
#include "connector/service/engine.h"
#include "connector/store/postgresql_store.h"
#include "connector/tracker/redmine/client.h"

namespace estafeta::testing {

namespace {

// Looks at leases more often than the service does.
class ShortSleeper : public base::Sleeper {
 public:
  void sleep(std::chrono::milliseconds) override { ::poll(nullptr, 0, 20); }
};

// As long as it has these parts.
void make_passes(const SharedInstance& self, tracker::Tracker tracker, store::Store& kept,
                 store::Shares& shares, const service::Share& share) {
  service::Engine engine(self.site, tracker, kept, self.clock, self.sleeper, self.reporter, false, share);
  engine.hear_of_others([&shares] { return shares.others_kept(); });
  engine.stop_when([&shares] { return shares.is_unsettled(); });
  while (true) {
    const auto unsettled = shares.look();
    if (!unsettled || *unsettled) return;
    if (share.held().empty()) {
      ::poll(nullptr, 0, 5);
      continue;
    }
    const auto done = engine.pass();
    if (!kept.still_ours().ok()) return;
    if (done && ::write(self.passes, &self.name, 1) != 1) ::_exit(2);
  }
}

// Until somebody else has ended its membership.
void serve(const SharedInstance& self, store::Store& kept, store::Shares& shares) {
  http::CurlSettings settings;
  settings.base_url = self.tracker;
  settings.key = base::Secret("key");
  settings.user_agent = std::to_string(static_cast<int>(self.name));
  settings.total_timeout = std::chrono::seconds(5);  // some are never answered
  const auto curl = http::make_curl_client(std::move(settings));
  if (!curl) ::_exit(1);
  http::FencedClient fenced(**curl, [&kept] { return kept.still_ours(); });
  http::RetryingClient retrying(fenced, self.clock, self.sleeper, [] { return 0.5; });
  http::BreakerClient breaker(retrying, self.clock, [] { return 0.5; });
  const auto backend = tracker::redmine::make_tracker(
      breaker, self.clock, {"https://tracker.example", self.site.mappings.tracker, self.ids});
  const auto& clients = self.site.mappings.clients;
  while (kept.still_ours().ok()) {
    const auto held = shares.settle(service::parts_of(clients));
    if (held) make_passes(self, backend->ports(), kept, shares, service::Share(clients, *held));
  }
}

}  // namespace

[[noreturn]] void run(const SharedInstance& self) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ShortSleeper sleeper;
  while (true) {
    auto shared = store::share_postgresql(self.database, store::Patience::one_lease, self.clock, sleeper);
    if (shared) serve(self, *shared->store, *shared->shares);
  }
}

}  // namespace estafeta::testing
