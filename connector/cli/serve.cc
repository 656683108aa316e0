#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

#include "connector/base/log.h"
#include "connector/base/stop.h"
#include "connector/calendar/compile.h"
#include "connector/cli/app.h"
#include "connector/cli/command_line.h"
#include "connector/cli/key_file.h"
#include "connector/cli/service_claim.h"
#include "connector/cli/service_log.h"
#include "connector/cli/sharers.h"
#include "connector/cli/site_store.h"
#include "connector/cli/trackers.h"
#include "connector/cli/wiring.h"
#include "connector/service/changes/preview.h"
#include "connector/service/entered.h"
#include "connector/service/incidents/first_sync.h"
#include "connector/service/incidents/report_answer.h"
#include "connector/service/incidents/sign_off_requests.h"
#include "connector/service/listener/listener.h"
#include "connector/service/loop.h"
#include "connector/service/site/account.h"
#include "connector/service/site/claim.h"
#include "connector/service/site/site_keeper.h"
#include "connector/service/site/watched_writes.h"
#include "connector/service/work_finder.h"

namespace estafeta::cli {

namespace {

using base::LogLevel;

constexpr std::chrono::milliseconds kBetweenSettlings{5'000};

// What is in force from one reading of the files, or of what people entered, to the next.
struct InForce {
  service::Site site;
  std::shared_ptr<Connection> connection;
};

// The deciding thread puts another in its place, previews are answered beside it.
class Current {
 public:
  using Held = std::shared_ptr<const InForce>;

  Held get() const {
    const std::lock_guard lock(mutex_);
    return held_;
  }
  void set(InForce next) {
    auto made = std::make_shared<const InForce>(std::move(next));
    const std::lock_guard lock(mutex_);
    held_ = std::move(made);
  }

 private:
  mutable std::mutex mutex_;
  Held held_;
};

// Hints and who takes them; without such a setting nothing.
struct HintListener {
  std::unique_ptr<service::Hints> hints;
  std::unique_ptr<service::Listener> listener;
};

service::Listener::Page health_page() {
  return {200, "text/plain; charset=utf-8", "ok\n"};
}

service::Listener::Page readiness_page(const Telemetry& telemetry, base::Seconds poll_interval) {
  const auto ready = readiness_of(telemetry.state.get(), poll_interval, base::system_clock().now());
  std::string text = ready.is_ready() ? "ready\n" : "";
  for (const auto& reason : ready.reasons) text += reason + "\n";
  return {ready.is_ready() ? 200 : 503, "text/plain; charset=utf-8", text};
}

service::Listener::Page metrics_page(Telemetry& telemetry) {
  return {200, "text/plain; version=0.0.4; charset=utf-8",
          telemetry.metrics.text(base::system_clock().now())};
}

base::Result<HintListener> listen(const config::Settings& settings, const Current& current,
                                  service::SignOffRequests& sign_offs, Telemetry& telemetry,
                                  base::Stopper& stopper) {
  HintListener made;
  if (!settings.listener) return made;
  auto secret = read_key(settings.listener->secret_file);
  if (!secret) return base::fail(secret.error());
  made.hints = std::make_unique<service::Hints>(std::move(*secret), base::system_clock());
  service::Listener::Answers answers{
      [&stopper] { stopper.wake(); },
      [&current](const std::string& request) {
        const auto now = current.get();
        return service::answer_preview(now->site, request, base::system_clock().now());
      },
      [&current](const std::string& request) {
        const auto now = current.get();
        const auto link = [&now](base::IssueId issue) {
          return now->connection->tracker().reader.url(issue);
        };
        return service::answer_report(now->site, location_of(now->site.settings.store), request, link,
                                      base::system_clock().now());
      },
      [&sign_offs](const std::string& request) { return sign_offs.put(request); },
      {{"/healthz", health_page},
       {"/readyz",
        [&telemetry, &current] {
          return readiness_page(telemetry, current.get()->site.settings.poll_interval);
        }},
       {"/metrics", [&telemetry] { return metrics_page(telemetry); }}},
      [&telemetry](service::HintVerdict verdict) { telemetry.metrics.hinted(verdict); }};
  auto listener = service::Listener::open(*settings.listener, *made.hints, std::move(answers));
  if (!listener) return base::fail(listener.error());
  made.listener = std::move(*listener);
  return made;
}

// The files of the site, and a connection made by them: what none can be made by counts as wrong.
class Files {
 public:
  // The tracker is that of the settings at the start, whatever they say later.
  Files(const App& app, config::TrackerSettings tracker, std::shared_ptr<Connection> connection,
        base::Stopper& stopper, http::TellExchange tell, http::FencedClient::MayWrite may_write)
      : app_(app),
        tracker_(std::move(tracker)),
        connection_(std::move(connection)),
        stopper_(stopper),
        tell_(std::move(tell)),
        may_write_(std::move(may_write)) {}

  service::LoadedSite read(const config::FormerText& former) {
    auto loaded = service::load_site(app_.config, markup_of, &builtin_catalogue(), former);
    if (!loaded.rules_hold) return loaded;
    const auto named = std::exchange(loaded.site.settings.tracker, tracker_);
    auto connection = Connection::open(loaded.site, "", &stopper_, tell_, may_write_);
    loaded.site.settings.tracker = named;
    const auto fits = !connection   ? connection.error()
                      : is_running_ ? check_tracker((*connection)->tracker().directory, loaded.site)
                                    : base::Status();
    if (fits.ok()) {
      connection_ = std::move(*connection);
    } else {
      loaded.rules_hold = false;
      loaded.problems.push_back({base::Severity::error, fits.phrase(), {app_.config, 0, 0}});
    }
    return loaded;
  }
  // From now on what the tracker is not like is not taken either: no pass could be made by it.
  void ask_tracker() { is_running_ = true; }
  // By what was good last.
  const std::shared_ptr<Connection>& connection() const { return connection_; }

 private:
  const App& app_;
  config::TrackerSettings tracker_;
  std::shared_ptr<Connection> connection_;
  base::Stopper& stopper_;
  http::TellExchange tell_;
  http::FencedClient::MayWrite may_write_;
  bool is_running_ = false;
};

// Of the files, as they were read last.
void tell_of_files(const service::SiteKeeper& keeper, const messages::Speaker& speaker,
                   Telemetry& telemetry) {
  std::vector<std::string> lines;
  for (const auto& one : keeper.site().refused)
    lines.push_back(to_string(one.where) + ": " + speaker.say(one.what));
  telemetry.metrics.configuration(lines.size(), keeper.read_at());
  telemetry.state.change([&](auto& state) {
    state.files_read = keeper.read_at();
    state.refused = std::move(lines);
    state.from_next_start = keeper.from_next_start();
    state.language = keeper.site().language();
    state.zone = keeper.site().rules.zone.name();
  });
}

void say_refused_templates(const service::Site& site, const messages::Speaker& speaker) {
  if (!site.refused.empty()) base::log(LogLevel::error, speaker.say("serve.templates_refused"));
}

// Whether the files were read again; what came of it is said. Plans hang on them: every open change is looked
// at once more.
bool read_again(const App& app, service::SiteKeeper& keeper, store::Store& store, bool asked,
                const messages::Speaker& speaker) {
  const auto news = keeper.look(asked);
  const auto marked =
      news && *news == service::SiteNews::taken ? service::look_at_open_changes(store) : base::Status();
  if (!news || !marked.ok()) {
    fail(app, news ? marked : news.error(), speaker);
    return news.has_value();
  }
  switch (*news) {
    case service::SiteNews::none:
      return false;
    case service::SiteNews::refused:
      print_problems(app, keeper.problems(), speaker);
      base::log(LogLevel::error, speaker.say("serve.reload_refused"));
      return true;
    case service::SiteNews::taken:
      print_problems(app, keeper.problems(), speaker);
      base::log(LogLevel::info, speaker.say("serve.reloaded"));
      say_refused_templates(keeper.site(), speaker);
      return true;
  }
  return false;
}

// What ends the work of one engine. What people enter, and what the files say, are rules by which all is
// decided, so each version has an engine of its own.
enum class End { stopped, entered, files, share, refused };
// Asked before each pass: how the work ends there; none: it goes on.
using Ends = std::function<std::optional<End>()>;
using MayPass = std::function<base::Status()>;
// Asked before that: until when the tracker is left alone.
using RestUntil = std::function<std::optional<base::Instant>()>;

// It comes back without anybody's help.
bool is_away(const base::Status& status) {
  return status.code() == base::Code::unavailable && status.cause() != base::Cause::not_a_tracker;
}

// Until when the tracker is left alone; none: it is not.
std::optional<base::Instant> maintained_until(const config::Settings& settings) {
  const auto& hours = settings.tracker.maintenance;
  return hours ? calendar::open_until(*hours, base::system_clock().now()) : std::nullopt;
}

// Refused where another process has taken the store over, since this one was stopped or cut off for too long.
// What else is wrong with the store the pass will say.
base::Status still_has(store::Store& store) {
  auto ours = store.still_ours();
  return ours.code() == base::Code::held ? ours : base::Status();
}

// What this process looks after from now on; with others who share the work it agrees by the database, and
// waits for that. None: it is to end, or an error says why it may not go on.
base::Result<std::optional<service::Share>> settled_share(const App& app, const service::Site& site,
                                                          store::Shares* shares, base::Stopper& stopper,
                                                          const messages::Speaker& speaker) {
  if (shares == nullptr) return service::Share();
  const auto& clients = site.mappings.clients;
  for (base::Status failure; !stopper.stopped();) {
    const auto held = shares->settle(service::parts_of(clients));
    if (held) return service::Share(clients, *held);
    if (held.error().code() == base::Code::held) return base::fail(held.error());
    if (held.error() != failure) fail(app, held.error(), speaker);
    failure = held.error();
    stopper.sleep(kBetweenSettlings);
  }
  return std::nullopt;
}

// A database is its own while it runs, unless the settings say that others have a share in it.
base::Result<store::SharedStore> opened_store(const config::StoreSettings& settings, base::Stopper& stopper) {
  constexpr auto kPatience = store::Patience::one_lease;
  const auto& clock = base::system_clock();
  if (settings.postgresql && settings.postgresql->share_work)
    return store::share_store(location_of(settings), kPatience, clock, stopper);
  auto store = store::open_store(location_of(settings), kPatience, clock, stopper);
  if (!store) return base::fail(store.error());
  return store::SharedStore{std::move(*store), nullptr};
}

// One that shared the work and was ended is started again by systemd, which leaves alone what is held.
int fail_as_refused(const App& app, const service::Site& site, const store::Shares* shares,
                    const base::Status& why, const messages::Speaker& speaker) {
  const int code = fail_by_store(app, site, why, speaker);
  return shares != nullptr && code == kHeld ? int{kTracker} : code;
}

void say_share(const service::Share& share, const messages::Speaker& speaker) {
  std::vector<std::string> names;
  for (const auto& part : share.held()) names.push_back(name_of_part(part, speaker));
  const auto phrase = names.empty() ? base::Phrase("serve.share_none")
                                    : base::Phrase("serve.share", {{"parts", std::move(names)}});
  base::log(LogLevel::info, speaker.say(phrase));
}

// What holds from one reading of the files to the next.
class Round {
 public:
  // `shares`: null where nobody else may work on the store.
  Round(const App& app, const service::Site& site, tracker::Tracker tracker, store::Store& store,
        store::Shares* shares, base::Stopper& stopper, Telemetry& telemetry, service::ServiceName name)
      : app_(app),
        site_(site),
        tracker_(tracker),
        store_(store),
        shares_(shares),
        stopper_(stopper),
        speaker_(speaker_of(app, site_)),
        log_(site_, speaker_, tracker_, store_, telemetry),
        claim_(site_, tracker_.pages, base::system_clock(), std::move(name)),
        entered_(tracker_, store_) {}

  base::Status begin() { return maintained_until(site_.settings) ? entered_.load() : entered_.begin(); }
  const messages::Speaker& speaker() const { return speaker_; }
  bool keeps_tracker() const { return claim_.keeps(); }
  service::Site with_entered() const { return site_with_entered(app_, site_, entered_.text(), speaker_); }

  End run(const service::Site& site, const service::Share& share, service::SignOffRequests& sign_offs,
          const Ends& ends, const RestUntil& rest_until, const MayPass& may_pass) {
    service::Engine engine(site, tracker_, store_, base::system_clock(), stopper_, log_, false, share);
    engine.sign_months_of(sign_offs);
    if (shares_ != nullptr) engine.hear_of_others([this] { return shares_->others_kept(); });
    service::Loop loop(engine, store_, base::system_clock(), stopper_, http::random_chance(),
                       site_.settings.poll_interval, log_);
    if (shares_ != nullptr) loop.break_off_when([this] { return shares_->is_unsettled(); });
    loop.rest_until(rest_until);
    loop.ask_before_pass([&] {
      auto may = may_pass();
      return may.ok() ? claim_.hold() : may;
    });
    End end = End::stopped;
    loop.end_before_pass_when([&] {
      const auto ended = ends();
      end = ended.value_or(end);
      return ended.has_value();
    });
    loop.end_when([&]() -> base::Result<bool> {
      auto news = entered_.has_news();
      if (news && *news) end = End::entered;
      return news;
    });
    loop.run();
    if (end == End::stopped && shares_ != nullptr && shares_->is_unsettled()) end = End::share;
    if (end == End::entered) base::log(LogLevel::info, speaker_.say("serve.entered"));
    return stopper_.stopped() ? End::stopped : end;
  }

 private:
  const App& app_;
  const service::Site site_;
  tracker::Tracker tracker_;
  store::Store& store_;
  store::Shares* shares_;
  base::Stopper& stopper_;
  messages::Speaker speaker_;
  ServiceLog log_;
  service::Claim claim_;
  service::EnteredKeeper entered_;
};

int serve(const App& app, std::int64_t confirmed_incidents) {
  base::SignalStopper stopper;  // before http starts any thread
  const auto opened = open_site(app, WrongTemplates::left_out);
  if (!opened.site) return opened.exit;
  const auto& settings = opened.site->settings;
  const auto speaker = speaker_of(app, *opened.site);
  if (!app.verbose) base::set_log_level(settings.log_level);
  auto shared = opened_store(settings.store, stopper);
  if (!shared) return fail_to_open_store(app, *opened.site, shared.error(), speaker);
  auto* store = &shared->store;
  auto* shares = shared->shares;
  if (shares != nullptr) shares->when_unsettled([&stopper] { stopper.wake(); });
  const auto started = base::system_clock().now();
  Telemetry telemetry{{std::string(kVersion), started}, {}, {}, settings.store.status_file};
  const auto tell = [&telemetry](const http::Exchange& exchange) { telemetry.metrics.requested(exchange); };
  const auto may_write = [&store] { return (*store)->still_ours(); };
  auto connection = Connection::open(*opened.site, "", &stopper, tell, may_write);
  if (!connection) return fail_by_name(app, connection.error(), speaker);
  Files files(app, settings.tracker, std::move(*connection), stopper, tell, may_write);
  service::SiteKeeper keeper(
      app.config, [&files](const auto& former) { return files.read(former); }, **store, base::system_clock());
  if (const auto begun = keeper.begin(*opened.site); !begun.ok())
    return fail_by_store(app, *opened.site, begun, speaker);
  files.ask_tracker();
  Current current;
  current.set({keeper.site(), files.connection()});
  service::SignOffRequests sign_offs;
  const auto listening = listen(settings, current, sign_offs, telemetry, stopper);
  if (!listening) {
    fail(app, listening.error(), speaker);
    return kWrongUse;
  }
  base::log(LogLevel::info, speaker.say(base::Phrase("serve.begins", {{"url", settings.tracker.url}})));
  if (listening->listener != nullptr) {
    base::log(
        LogLevel::info,
        speaker.say(base::Phrase("listener.listens", {{"host", settings.listener->host},
                                                      {"port", std::int64_t{listening->listener->port()}}})));
  }
  say_refused_templates(keeper.site(), speaker);
  telemetry.state.change([&](auto& state) {
    state.process = getpid();
    state.version = kVersion;
    state.url = settings.tracker.url;
    state.started = state.doing_since = started;
    if (listening->listener != nullptr)
      state.listener = settings.listener->host + ":" + std::to_string(listening->listener->port());
  });
  const auto name = service_name(settings, shares);
  // A long count says that it lives; a tracker that is away at the first start is waited for as at any other.
  service::FirstSyncGate first_sync(**store, base::system_clock(), confirmed_incidents,
                                    [&telemetry] { telemetry.supervisor.lives({}); });
  base::Status may_begin;
  bool keeps = false;
  for (End end = End::files; end != End::stopped;) {
    // Held: the files may make another one while this is in use.
    const auto used = std::shared_ptr<Connection>(files.connection());
    Round round(app, keeper.site(), used->tracker(), **store, shares, stopper, telemetry, name);
    tell_of_files(keeper, round.speaker(), telemetry);
    telemetry.keep();
    telemetry.supervisor.ready();
    if (const auto begun = round.begin(); !begun.ok())
      return fail_by_store(app, *opened.site, begun, speaker);
    do {
      const auto share = settled_share(app, keeper.site(), shares, stopper, round.speaker());
      if (!share) return fail_as_refused(app, *opened.site, shares, share.error(), speaker);
      if (!*share) {
        end = End::stopped;
        break;
      }
      if (shares != nullptr) say_share(**share, round.speaker());
      current.set({round.with_entered(), used});
      const auto now = current.get();
      bool rests = false;
      const RestUntil rest_until = [&] {
        const auto until = maintained_until(now->site.settings);
        rests = until.has_value();
        return until;
      };
      const Ends ends = [&]() -> std::optional<End> {
        const bool asked = stopper.reload_asked();
        if (asked) telemetry.supervisor.reloading(base::system_clock());
        const bool were_read = read_again(app, keeper, **store, asked, round.speaker());
        if (asked) telemetry.supervisor.ready();
        if (were_read) return End::files;
        if (may_begin = still_has(**store); !may_begin.ok()) return End::refused;
        if (shares != nullptr && shares->look().value_or(false)) return End::share;
        if (rests) return std::nullopt;  // nor is the tracker asked whether there may be a pass
        may_begin = first_sync.may_begin(now->site, used->tracker());
        const bool waits = may_begin.ok() || is_away(may_begin) || stopper.stopped();
        return waits ? std::nullopt : std::optional(End::refused);
      };
      end = round.run(now->site, **share, sign_offs, ends, rest_until, [&may_begin] { return may_begin; });
      keeps = round.keeps_tracker();
    } while (end == End::entered || end == End::share);
    if (end == End::refused) return fail_as_refused(app, *opened.site, shares, may_begin, speaker);
  }
  telemetry.supervisor.stopping();
  if (shares == nullptr && keeps) release_claim(keeper.site(), name, may_write);
  telemetry.state.change([](auto& state) {
    state.doing = service::Doing::stopped;
    state.doing_since = base::system_clock().now();
    state.until.reset();
  });
  telemetry.keep();
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
