#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <memory>
#include <system_error>

#include "connector/base/stop.h"
#include "connector/base/time.h"
#include "connector/cli/app.h"
#include "connector/cli/builtin_messages.h"
#include "connector/cli/command_line.h"
#include "connector/cli/key_file.h"
#include "connector/cli/machine_zone.h"
#include "connector/cli/progress_line.h"
#include "connector/cli/trackers.h"
#include "connector/cli/wiring.h"
#include "connector/http/curl_client.h"
#include "connector/http/pace.h"
#include "connector/http/retry.h"
#include "connector/store/sqlite_store.h"
#include "connector/trial/report.h"
#include "connector/trial/summary.h"
#include "connector/trial/trial.h"

namespace estafeta::cli {

namespace {

using base::Code;
using base::Phrase;
using base::Status;

// The only one it can guess the mappings of.
constexpr auto kKind = config::TrackerKind::redmine;

struct TryOptions {
  std::string url;
  std::string key_file;
  std::string ca_file;
  std::string folder = "estafeta-try";
  std::string zone;
  std::int64_t months = 3;
  std::int64_t a_second = 10;
};

volatile std::sig_atomic_t g_interrupted = 0;

// The first asks to stop, the second stops at once.
void interrupted(int signal) {
  g_interrupted = 1;
  std::signal(signal, SIG_DFL);
}

// Waits in pieces, so that being asked to stop is noticed.
class InterruptStopper : public base::Stopper {
 public:
  void sleep(std::chrono::milliseconds time) override {
    constexpr std::chrono::milliseconds kPiece{200};
    for (; time.count() > 0 && !stopped(); time -= kPiece)
      base::system_sleeper().sleep(std::min(time, kPiece));
  }
  bool stopped() override { return g_interrupted != 0; }
};

base::Stopper& stopper() {
  static InterruptStopper one;
  return one;
}

std::string absolute(const std::string& file) {
  return file.empty() ? file : std::filesystem::absolute(file).lexically_normal().string();
}

trial::ProposalSetting setting_of(const TryOptions& options) {
  trial::ProposalSetting setting;
  setting.url = options.url;
  setting.key_file = absolute(options.key_file);
  setting.ca_file = absolute(options.ca_file);
  setting.now = base::system_clock().now();
  const std::string machine = machine_zone();
  setting.zone = !options.zone.empty() ? options.zone : !machine.empty() ? machine : "UTC";
  setting.zone_why = Phrase(!options.zone.empty() ? "try.zone_given"
                            : !machine.empty()    ? "try.zone_of_machine"
                                                  : "try.zone_unknown");
  return setting;
}

// All that stands between the trial and the tracker.
struct Line {
  std::unique_ptr<store::Store> store;
  std::unique_ptr<http::Client> curl;
  std::unique_ptr<http::Client> paced;
  std::unique_ptr<http::Client> retrying;
  std::unique_ptr<trial::ReadOnceClient> once;
  std::unique_ptr<tracker::Survey> survey;
};

std::string cache_of(const TryOptions& options) {
  return options.folder + "/read.sqlite3";
}

// The folder is this tracker's, or nobody's yet.
Status is_ours(store::Store& store, const TryOptions& options) {
  const auto known = store.value("try.url");
  if (!known) return known.error();
  if (!*known || **known == options.url) return {};
  return {Code::invalid_argument, Phrase("try.other_url", {{"folder", options.folder}, {"url", **known}})};
}

Status may_write_into(const TryOptions& options) {
  std::error_code error;
  if (std::filesystem::is_directory(options.folder, error) && access(options.folder.c_str(), W_OK) == 0)
    return {};
  return {Code::invalid_argument, Phrase("try.folder_not_writable", {{"folder", options.folder}})};
}

base::Result<Line> lay_line(const TryOptions& options) {
  Line line;
  http::CurlSettings settings;
  settings.base_url = options.url;
  settings.ca_file = options.ca_file;
  settings.connections = 4;
  auto key = read_key(options.key_file);
  if (!key) return base::fail(key.error());
  settings.key = std::move(*key);
  settings.stop_asked = [] { return stopper().stopped(); };
  auto curl = http::make_curl_client(std::move(settings));
  if (!curl) return base::fail(curl.error());
  line.curl = std::move(*curl);
  line.paced = std::make_unique<http::PacedClient>(*line.curl, base::system_clock(), stopper(),
                                                   static_cast<std::size_t>(options.a_second));
  line.retrying = std::make_unique<http::RetryingClient>(*line.paced, base::system_clock(), stopper(),
                                                         http::random_chance());
  return line;
}

// What an earlier run left in the folder, before anything is asked. Makes nothing.
Status look_into_folder(const TryOptions& options, Line& line) {
  std::error_code error;
  if (!std::filesystem::exists(options.folder, error)) return {};
  if (auto may = may_write_into(options); !may.ok()) return may;
  if (!std::filesystem::exists(cache_of(options), error)) return {};
  auto store = store::open_sqlite(cache_of(options));
  if (!store) return store.error();
  line.store = std::move(*store);
  return is_ours(*line.store, options);
}

// From here on the folder is this tracker's: it let us in and showed something.
Status claim_folder(const TryOptions& options, Line& line) {
  std::error_code error;
  if (!std::filesystem::exists(options.folder, error)) {
    std::filesystem::create_directories(options.folder, error);
    std::filesystem::permissions(options.folder, std::filesystem::perms::owner_all, error);
  }
  if (auto may = may_write_into(options); !may.ok()) return may;
  if (line.store == nullptr) {
    auto store = store::open_sqlite(cache_of(options));
    if (!store) return store.error();
    line.store = std::move(*store);
  }
  if (auto claimed = line.store->set_value("try.url", options.url); !claimed.ok()) return claimed;
  line.once = std::make_unique<trial::ReadOnceClient>(*line.retrying, *line.store);
  line.survey = survey_tracker(kKind, *line.once, base::system_clock());
  return {};
}

trial::TrialPorts ports_of(const Line& line, const std::string& url) {
  return {*line.once, *line.survey, [&line, url](const model::TrackerMapping& mapping) {
            return visit_tracker(kKind, url, mapping, *line.once, base::system_clock());
          }};
}

// Whatever the tracker does not give us is its refusal; only an empty answer is content.
int fail_reading(const App& app, const TryOptions& options, const Status& status,
                 const messages::Speaker& speaker) {
  const int code = fail(app, status, speaker);
  const bool is_stopped = status.cause() == base::Cause::stopped;
  const bool is_elsewhere = status.cause() == base::Cause::not_a_tracker;
  const bool may_be_flags =
      status.code() == Code::unavailable || status.code() == Code::permission_denied || is_elsewhere;
  if (may_be_flags) app.err << speaker.say("try.hint_flags") << "\n";
  if (code == kHeld || is_elsewhere || status.code() == Code::not_found) return code;
  if (is_stopped || status.code() == Code::unavailable) {
    app.err << speaker.say(Phrase("try.go_on", {{"folder", options.folder}})) << "\n";
  }
  return is_stopped ? kBadContent : kTracker;
}

class TryCommand {
 public:
  TryCommand(App& app, TryOptions options) : app_(app), options_(std::move(options)) {
    while (options_.url.ends_with('/')) options_.url.pop_back();
  }

  int run() {
    const auto speaker = builtin_speaker(app_);
    auto line = lay_line(options_);
    if (!line) return refuse(line.error(), speaker);
    line_ = std::move(*line);
    if (const auto done = look_into_folder(options_, line_); !done.ok()) return refuse(done, speaker);
    if (std::filesystem::exists(settings_file()) && !load(speaker)) return kBadContent;
    const auto said = site_ ? speaker_of(app_, *site_) : speaker;
    if (const auto seen = first_look(said); !seen.ok()) return fail_reading(app_, options_, seen, said);
    if (const auto done = claim_folder(options_, line_); !done.ok()) return refuse(done, said);
    trial::Trial trial(
        {options_.folder, static_cast<int>(options_.months), app_.language, setting_of(options_)},
        ports_of(line_, options_.url));
    if (const auto done = read(trial, said); !done.ok()) return fail_reading(app_, options_, done, said);
    return show(trial);
  }

 private:
  // What the flags name cannot be used.
  int refuse(const Status& status, const messages::Speaker& speaker) {
    fail(app_, status, speaker);
    if (status.code() == Code::held) return kHeld;
    return store::is_damaged(cache_of(options_)) ? kDamaged : kWrongUse;
  }

  // Whether the key is let in and sees anything, before the folder is made.
  Status first_look(const messages::Speaker& speaker) {
    const auto survey = survey_tracker(kKind, *line_.retrying, base::system_clock());
    const auto account = survey->account();
    if (!account) return account.error();
    if (account->admin) app_.err << speaker.say("try.admin_key") << "\n";
    const auto sees = survey->sees_issues();
    if (!sees) return sees.error();
    return *sees ? Status() : Status(Code::permission_denied, Phrase("try.sees_nothing"));
  }

  std::string settings_file() const { return options_.folder + "/estafeta.yaml"; }

  bool load(const messages::Speaker& speaker) {
    auto loaded = service::load_site(settings_file(), markup_of, &builtin_catalogue());
    if (print_problems(app_, loaded.problems, speaker) != kOk) return false;
    site_ = std::make_unique<service::Site>(std::move(loaded.site));
    return true;
  }

  Status read(trial::Trial& trial, const messages::Speaker& speaker) {
    const bool terminal = &app_.err == &std::cerr && isatty(STDERR_FILENO) != 0;
    ProgressLine line(app_.err, terminal, speaker, base::system_clock());
    bool estimated = false;
    const auto before = std::signal(SIGINT, interrupted);
    auto done = trial.read(site_.get(), [&](std::size_t read, std::size_t all) {
      if (!estimated) line.estimate(trial.read_anew(), static_cast<std::size_t>(options_.a_second));
      estimated = true;
      line.show(read, all);
      return g_interrupted == 0;
    });
    std::signal(SIGINT, before);
    return done;
  }

  // What was read, guessed and written; then what it comes to.
  int show(trial::Trial& trial) {
    const bool first = site_ == nullptr;
    messages::Style style;
    style.language = trial.proposal().language;
    const messages::Speaker speaker(builtin_catalogue(), style);
    const auto written = trial.write(kBuiltinTrackerMapping, speaker);
    if (!written) return fail(app_, written.error(), speaker);
    if (!load(speaker)) return kBadContent;
    trial::Summary summary;
    summary.first = first;
    summary.folder = options_.folder;
    summary.written = *written;
    summary.differences = trial.differences(*site_);
    summary.begin = trial.begin();
    summary.now = trial.now();
    summary.read_anew = trial.read_anew();
    auto judged = trial.judge(*site_);
    if (!judged) return fail_reading(app_, options_, judged.error(), speaker);
    summary.incidents = std::move(*judged);
    return finish(summary, trial.proposal(), speaker_of(app_, *site_));
  }

  int finish(trial::Summary& summary, const trial::Proposal& proposal, const messages::Speaker& speaker) {
    summary.report = trial::report_of(*site_, summary.incidents, summary.begin, summary.now);
    if (const auto done = trial::write_report(options_.folder, *site_, summary.report, speaker); !done.ok())
      return fail(app_, done, speaker);
    app_.out << (app_.json() ? trial::json(summary) + "\n" : trial::text(summary, proposal, speaker));
    const auto unknown = trial::unknown_statuses(summary.incidents);
    if (unknown.empty()) return kOk;
    const Phrase what("try.unknown_statuses", {{"statuses", unknown}, {"folder", options_.folder}});
    return fail(app_, {Code::failed_precondition, what}, speaker);
  }

  App& app_;
  TryOptions options_;
  Line line_;
  std::unique_ptr<service::Site> site_;
};

}  // namespace

void add_try(CLI::App& commands, App& app) {
  auto options = std::make_shared<TryOptions>();
  auto* command = commands.add_subcommand("try",
                                          "an SLA report of the last months of any Redmine; needs only a key "
                                          "that may read, and writes nothing there");
  command->add_option("--url", options->url, "address of the Redmine, as people open it")->required();
  command->add_option("--key-file", options->key_file, "file that holds an API key")->required();
  add_whole_number(*command, "--months", options->months, {1, 60}, "full months before the current one");
  command->add_option("--out", options->folder, "folder for what is read, guessed and reported")
      ->capture_default_str();
  const auto no_zone = [](const std::string& name) -> std::optional<Phrase> {
    if (calendar::zone_exists(name)) return std::nullopt;
    return Phrase("cli.unknown_zone", {{"text", name}});
  };
  add_checked(*command, "--zone", options->zone, no_zone,
              "zone of the working hours, e.g. Europe/Moscow (default: this machine's)");
  command->add_option("--ca-file", options->ca_file, "certificates of your own authority (PEM)");
  add_whole_number(*command, "--requests-per-second", options->a_second, {1, 1000},
                   "requests a second at most");
  command->callback([&app, options] {
    app.formats = {"text", "json"};
    app.run = [&app, options] { return TryCommand(app, *options).run(); };
  });
}

}  // namespace estafeta::cli
