#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <random>

#include "connector/base/log.h"
#include "connector/base/stop.h"
#include "connector/cli/app.h"
#include "connector/cli/command_line.h"
#include "connector/cli/key_file.h"
#include "connector/cli/wiring.h"
#include "connector/service/changes/preview.h"
#include "connector/service/entered.h"
#include "connector/service/incidents/first_sync.h"
#include "connector/service/incidents/report_answer.h"
#include "connector/service/incidents/sign_off_requests.h"
#include "connector/service/listener/listener.h"
#include "connector/service/loop.h"
#include "connector/service/site/claim.h"
#include "connector/service/site/watched_writes.h"
#include "connector/store/sql_store.h"

namespace estafeta::cli {

namespace {

using base::LogLevel;

// One line a pass that did something; what does not work, once and not at every pass.
class ServiceLog : public service::Reporter, public service::LoopLog {
 public:
  ServiceLog(const messages::Speaker& speaker, tracker::Tracker tracker)
      : speaker_(speaker), tracker_(tracker) {}

  void wrote(const service::WriteReport& write) override {
    if (write.issue) said_.erase(write.issue);
    base::log(LogLevel::debug, speaker_.say(write.what));
  }

  void trouble(std::optional<base::IssueId> issue, const base::Status& status) override {
    std::string& said = said_[issue];
    const std::string text = speaker_.say(status.phrase());
    if (said == text) return;
    said = text;
    base::log(LogLevel::warning, issue ? tracker_.reader.url(*issue) + " " + text : text);
  }

  void passed(const service::PassResult& result) override {
    if (result.writes == 0) return;
    base::log(LogLevel::info,
              speaker_.say(base::Phrase("serve.passed", {{"issues", std::int64_t{result.issues_looked_at}},
                                                         {"writes", std::int64_t{result.writes}},
                                                         {"stopped", std::int64_t{result.stopped}},
                                                         {"retry", std::int64_t{result.to_retry}}})));
  }

  void failed(const base::Status& why) override {
    base::log(LogLevel::error,
              speaker_.say(base::Phrase("serve.failed", {{"why", std::vector<base::Phrase>{why.phrase()}}})));
  }

  void works_again(const base::Status& after) override {
    const bool was_away = after.code() == base::Code::unavailable;
    base::log(LogLevel::info, speaker_.say(was_away ? "serve.works_again" : "serve.goes_on"));
  }

 private:
  const messages::Speaker& speaker_;
  tracker::Tracker tracker_;
  std::map<std::optional<base::IssueId>, std::string> said_;
};

service::ServiceName own_name(const service::Site& site) {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host.front() = '?';
  std::error_code error;
  const auto store = std::filesystem::absolute(site.settings.store_path, error);
  const auto since = base::format_instant(base::system_clock().now());
  // In containers, host, path and process may be the same.
  const auto chance = std::random_device()();
  return {std::string(host.data()) + ":" + store.lexically_normal().string(),
          std::to_string(getpid()) + " " + since + " " + std::to_string(chance)};
}

// Hints and who takes them; without such a setting nothing.
struct HintListener {
  std::unique_ptr<service::Hints> hints;
  std::unique_ptr<service::Listener> listener;
};

// The site as it is now: the deciding thread puts another in its place, previews are answered beside it.
class CurrentSite {
 public:
  using Held = std::shared_ptr<const service::Site>;

  Held get() const {
    const std::lock_guard lock(mutex_);
    return site_;
  }
  void set(service::Site site) {
    auto made = std::make_shared<const service::Site>(std::move(site));
    const std::lock_guard lock(mutex_);
    site_ = std::move(made);
  }

 private:
  mutable std::mutex mutex_;
  Held site_;
};

base::Result<HintListener> listen(const service::Site& site, const CurrentSite& current,
                                  const tracker::IssueReader& reader, service::SignOffRequests& sign_offs,
                                  base::Stopper& stopper) {
  HintListener made;
  if (!site.settings.listener) return made;
  auto secret = read_key(site.settings.listener->secret_file);
  if (!secret) return base::fail(secret.error());
  made.hints = std::make_unique<service::Hints>(std::move(*secret), base::system_clock());
  const auto link = [&reader](base::IssueId issue) { return reader.url(issue); };
  service::Listener::Answers answers{
      [&stopper] { stopper.wake(); },
      [&current](const std::string& request) {
        const auto now = current.get();
        return service::answer_preview(*now, request, base::system_clock().now());
      },
      [&current, link](const std::string& request) {
        const auto now = current.get();
        return service::answer_report(*now, request, link, base::system_clock().now());
      },
      [&sign_offs](const std::string& request) { return sign_offs.put(request); }};
  auto listener = service::Listener::open(*site.settings.listener, *made.hints, std::move(answers));
  if (!listener) return base::fail(listener.error());
  made.listener = std::move(*listener);
  return made;
}

int serve(const App& app, std::int64_t confirmed_incidents) {
  base::SignalStopper stopper;  // before http starts any thread
  const auto opened = open_site(app);
  if (!opened.site) return opened.exit;
  const auto& site = *opened.site;
  const auto speaker = speaker_of(app, site);
  if (!app.verbose) base::set_log_level(site.settings.log_level);
  auto store = store::open_sqlite(site.settings.store_path);
  if (!store) return fail_to_open_store(app, site, store.error(), speaker);
  auto connection = Connection::open(site, "", &stopper);
  if (!connection) return fail_by_name(app, connection.error(), speaker);
  const auto tracker = (*connection)->tracker();
  service::EnteredKeeper entered(tracker, **store);
  if (const auto begun = entered.begin(); !begun.ok()) return fail_by_store(app, site, begun, speaker);
  // What cannot be counted now, because the tracker is away, is counted by the next start; nobody waits here
  // for an answer.
  const auto first = service::foresee_first_sync(site, tracker, **store, base::system_clock());
  if (!first) return fail_by_store(app, site, first.error(), speaker);
  if (*first) {
    const auto may = service::confirmed(**first, site, confirmed_incidents);
    if (!may.ok()) return fail(app, may, speaker);
  }
  ServiceLog log(speaker, tracker);
  service::Claim claim(site, tracker.pages, base::system_clock(), own_name(site));
  CurrentSite current;
  current.set(site_with_entered(app, site, entered.text(), speaker));
  service::SignOffRequests sign_offs;
  const auto listening = listen(site, current, tracker.reader, sign_offs, stopper);
  if (!listening) {
    fail(app, listening.error(), speaker);
    return kWrongUse;
  }
  base::log(LogLevel::info, speaker.say(base::Phrase("serve.begins", {{"url", site.settings.tracker.url}})));
  if (listening->listener != nullptr) {
    base::log(
        LogLevel::info,
        speaker.say(base::Phrase("listener.listens", {{"host", site.settings.listener->host},
                                                      {"port", std::int64_t{listening->listener->port()}}})));
  }
  // What people enter changes the rules by which all is decided, so each version has an engine of its own.
  while (!stopper.stopped()) {
    const auto now = current.get();
    service::Engine engine(*now, tracker, **store, base::system_clock(), stopper, log, false);
    engine.sign_months_of(sign_offs);
    service::Loop loop(engine, **store, base::system_clock(), stopper, http::random_chance(),
                       site.settings.poll_interval, log);
    loop.ask_before_pass([&claim] { return claim.hold(); });
    bool has_news = false;
    loop.end_when([&]() -> base::Result<bool> {
      auto news = entered.has_news();
      has_news = news && *news;
      return news;
    });
    loop.run();
    if (!has_news) break;
    base::log(LogLevel::info, speaker.say("serve.entered"));
    current.set(site_with_entered(app, site, entered.text(), speaker));
  }
  base::log(LogLevel::info, speaker.say("serve.ends"));
  return kOk;
}

}  // namespace

void add_serve(CLI::App& commands, App& app) {
  auto* command = commands.add_subcommand("serve", "run the service until it is stopped");
  auto confirmed = std::make_shared<std::int64_t>(0);
  add_whole_number(*command, "--confirm-incidents", *confirmed, {0, {}},
                   "let the first sync write to that many incidents and mail people about them");
  command->callback([&app, confirmed] { app.run = [&app, confirmed] { return serve(app, *confirmed); }; });
}

}  // namespace estafeta::cli
