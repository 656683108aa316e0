#include "connector/cli/wiring.h"

#include <unistd.h>

#include <csignal>

#include "connector/cli/key_file.h"
#include "connector/cli/site_store.h"
#include "connector/cli/trackers.h"
#include "connector/http/breaker.h"
#include "connector/http/curl_client.h"
#include "connector/http/pace.h"
#include "connector/http/retry.h"
#include "connector/service/entered.h"
#include "connector/service/site/stopping_client.h"
#include "connector/store/memory_store.h"

namespace estafeta::cli {

namespace {

base::Result<std::unique_ptr<http::Client>> make_client(const config::TrackerSettings& settings,
                                                        base::Stopper* stopper) {
  auto key = read_key(settings.key_file);
  if (!key) return base::fail(key.error());
  http::CurlSettings curl;
  curl.base_url = settings.url;
  curl.key = std::move(*key);
  curl.read_key_again = [file = settings.key_file] { return read_key(file); };
  curl.ca_file = settings.ca_file;
  curl.total_timeout = settings.request_limit;
  if (stopper != nullptr) curl.stop_asked = [stopper] { return stopper->stopped(); };
  return http::make_curl_client(std::move(curl));
}

// `before:POST /issues.json@2`: the second time that point is reached.
service::StoppingClient::Point stop_at_point(const std::string& stop_at) {
  const auto at = stop_at.rfind('@');
  const std::string name = stop_at.substr(0, at);
  const int times = at == std::string::npos ? 1 : std::stoi(stop_at.substr(at + 1));
  return [name, left = times](const std::string& point) mutable {
    if (point.rfind(name, 0) == 0 && --left == 0) kill(getpid(), SIGKILL);
  };
}

}  // namespace

OpenedSite open_site(const App& app, WrongTemplates wrong) {
  auto loaded = service::load_site(app.config, markup_of, &builtin_catalogue());
  auto site = std::make_unique<service::Site>(std::move(loaded.site));
  if (loaded.problems.empty()) return {std::move(site), kOk};
  const auto speaker = builtin_speaker(app, site->mappings.tracker.language);
  const bool is_good = print_problems(app, loaded.problems, speaker) == kOk;
  if (is_good || (wrong == WrongTemplates::left_out && loaded.rules_hold)) return {std::move(site), kOk};
  const bool unreadable =
      loaded.problems.front().where.line == 0 && loaded.problems.front().where.file == app.config;
  return {nullptr, unreadable ? kWrongUse : kBadContent};
}

int fail_by_store(const App& app, const service::Site& site, const base::Status& status,
                  const messages::Speaker& speaker) {
  const int code = fail(app, status, speaker);
  return code != kHeld && store::is_damaged(location_of(site.settings.store)) ? kDamaged : code;
}

int fail_to_open_store(const App& app, const service::Site& site, const base::Status& status,
                       const messages::Speaker& speaker) {
  const int code = fail_by_store(app, site, status, speaker);
  // Its server comes back, and a service that is started again then needs nobody.
  if (site.settings.store.postgresql && status.code() == base::Code::unavailable) return code;
  return code == kHeld || code == kDamaged ? code : int{kWrongUse};
}

messages::Speaker speaker_of(const App& app, const service::Site& site) {
  auto style = site.plain().style();
  if (!app.language.empty()) style.language = app.language;
  return {site.mappings.messages, style};
}

service::Site site_with_entered(const App& app, const service::Site& site, const std::string& text,
                                const messages::Speaker& speaker) {
  auto made = service::with_entered(site, text);
  print_problems(app, made.added.problems, speaker);
  return std::move(made.site);
}

base::Result<std::unique_ptr<Connection>> Connection::open(const service::Site& site,
                                                           const std::string& stop_at, base::Stopper* stopper,
                                                           http::TellExchange tell,
                                                           http::FencedClient::MayWrite may_write) {
  std::unique_ptr<Connection> connection(new Connection);
  auto client = make_client(site.settings.tracker, stopper);
  if (!client) return base::fail(client.error());
  connection->curl_ = std::move(*client);
  http::Client* top = connection->curl_.get();
  if (tell) {
    connection->told_ = std::make_unique<http::ToldClient>(*top, base::system_clock(), std::move(tell));
    top = connection->told_.get();
  }
  if (!stop_at.empty()) {
    connection->stopping_ = std::make_unique<service::StoppingClient>(*top, stop_at_point(stop_at));
    top = connection->stopping_.get();
  }
  if (may_write) {
    connection->fenced_ = std::make_unique<http::FencedClient>(*top, std::move(may_write));
    top = connection->fenced_.get();
  }
  auto& sleeper = stopper == nullptr ? base::system_sleeper() : *stopper;
  if (const int a_second = site.settings.tracker.requests_per_second; a_second > 0) {
    connection->paced_ = std::make_unique<http::PacedClient>(*top, base::system_clock(), sleeper,
                                                             static_cast<std::size_t>(a_second));
    top = connection->paced_.get();
  }
  connection->retrying_ =
      std::make_unique<http::RetryingClient>(*top, base::system_clock(), sleeper, http::random_chance());
  connection->breaker_ = std::make_unique<http::BreakerClient>(*connection->retrying_, base::system_clock(),
                                                               http::random_chance());
  auto backend =
      open_tracker(site.settings.tracker, site.mappings.tracker, *connection->breaker_, base::system_clock());
  if (!backend) return base::fail(backend.error());
  connection->backend_ = std::move(*backend);
  return connection;
}

int with_tracker(const App& app, const TrackerWork& work) {
  const auto opened = open_site(app);
  if (!opened.site) return opened.exit;
  const auto speaker = speaker_of(app, *opened.site);
  auto connection = Connection::open(*opened.site);
  if (!connection) return fail_by_name(app, connection.error(), speaker);
  const auto tracker = (*connection)->tracker();
  const auto store = store::in_memory();
  service::EnteredKeeper entered(tracker, *store);
  if (const auto begun = entered.begin(); !begun.ok()) return fail(app, begun, speaker);
  const auto site = service::with_entered(*opened.site, entered.text()).site;
  return work(site, tracker, speaker);
}

ReadOnlyEngine::ReadOnlyEngine(const service::Site& site, tracker::Tracker tracker)
    : store_(store::in_memory()),
      engine_(site, tracker, *store_, base::system_clock(), base::system_sleeper(), silent_, true) {}

}  // namespace estafeta::cli
