// Puts the parts of a site together: settings, mappings, the tracker's client, the store. By hand, in one
// place.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "connector/base/stop.h"
#include "connector/cli/app.h"
#include "connector/http/client.h"
#include "connector/http/fenced_client.h"
#include "connector/http/told_client.h"
#include "connector/service/engine.h"
#include "connector/service/site/site.h"
#include "connector/service/site/watched_writes.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"

namespace estafeta::cli {

// The site of the settings file; prints every problem. Empty: `exit` says how to end.
struct OpenedSite {
  std::unique_ptr<service::Site> site;
  int exit = kOk;
};
// Left out: what goes on for years does not stop because somebody mistyped a template.
enum class WrongTemplates { refused, left_out };
OpenedSite open_site(const App& app, WrongTemplates wrong = WrongTemplates::refused);

// As fail(), for what the site's store may have caused: kDamaged where it cannot be used any more.
int fail_by_store(const App& app, const service::Site& site, const base::Status& status,
                  const messages::Speaker& speaker);

// The same where it could not even be opened, so that the tracker has no part in it: else kWrongUse, but for
// a database whose server is away.
int fail_to_open_store(const App& app, const service::Site& site, const base::Status& status,
                       const messages::Speaker& speaker);

messages::Speaker speaker_of(const App& app, const service::Site& site);

// The site with what people entered in the tracker added; what of that cannot be used is printed.
service::Site site_with_entered(const App& app, const service::Site& site, const std::string& text,
                                const messages::Speaker& speaker);

// A client for the site's tracker and all it stands on.
class Connection {
 public:
  // `stop_at` names a stopping point (see StoppingClient) at which the process ends at once; empty: none.
  // Asked by `stopper`, nothing is waited for any more; it must outlive the connection. `tell` is told of
  // each exchange, `may_write` is asked before each write.
  static base::Result<std::unique_ptr<Connection>> open(const service::Site& site,
                                                        const std::string& stop_at = "",
                                                        base::Stopper* stopper = nullptr,
                                                        http::TellExchange tell = {},
                                                        http::FencedClient::MayWrite may_write = {});
  tracker::Tracker tracker() { return backend_->ports(); }

 private:
  Connection() = default;
  std::unique_ptr<http::Client> curl_;
  std::unique_ptr<http::Client> told_;
  std::unique_ptr<http::Client> paced_;
  std::unique_ptr<http::Client> retrying_;
  std::unique_ptr<http::Client> breaker_;
  std::unique_ptr<http::Client> stopping_;
  std::unique_ptr<http::Client> fenced_;
  std::unique_ptr<tracker::Backend> backend_;
};

// Opens the site and its tracker, then does the work; what keeps either from opening is said.
using TrackerWork =
    std::function<int(const service::Site& site, tracker::Tracker tracker, const messages::Speaker& speaker)>;
int with_tracker(const App& app, const TrackerWork& work);

// An engine that only looks: for commands that show what would be done. Both arguments must outlive it.
class ReadOnlyEngine {
 public:
  ReadOnlyEngine(const service::Site& site, tracker::Tracker tracker);
  service::Engine& engine() { return engine_; }
  // Holds while this does.
  service::DecideChange decide() {
    return [this](base::IssueId change) { return engine_.decide(change); };
  }

 private:
  class Silent : public service::Reporter {
    void wrote(const service::WriteReport&) override {}
    void trouble(std::optional<base::IssueId>, const base::Status&) override {}
  };
  Silent silent_;
  std::unique_ptr<store::Store> store_;
  service::Engine engine_;
};

}  // namespace estafeta::cli
