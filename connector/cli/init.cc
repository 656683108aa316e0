#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <vector>

#include "connector/base/time.h"
#include "connector/calendar/zone.h"
#include "connector/cli/app.h"
#include "connector/cli/builtin_messages.h"
#include "connector/cli/command_line.h"
#include "connector/cli/key_file.h"
#include "connector/cli/machine_zone.h"
#include "connector/cli/terminal.h"
#include "connector/cli/trackers.h"
#include "connector/http/curl_client.h"
#include "connector/http/retry.h"
#include "connector/service/site/site.h"
#include "connector/trial/adoption.h"
#include "connector/trial/proposal_files.h"

namespace estafeta::cli {

namespace {

using base::Code;
using base::Phrase;
using base::Status;
using std::filesystem::path;

// The only one it can guess the mappings of.
constexpr auto kAdopted = config::TrackerKind::redmine;
// Where the package and the unit have it; its state has a folder of its own.
constexpr const char* kInstalledIn = "/etc/estafeta";
constexpr const char* kInstalledStore = "/var/lib/estafeta/store.sqlite3";
// What the file that comes with the package names: nobody has set it up.
constexpr const char* kNobodysUrl = "https://redmine.example.com";

struct InitOptions {
  std::string url;
  std::string key_file;
  std::string ca_file;
  std::string zone;
};

// A file that is there is never touched. Others may read it: a service's own user has to.
Status write_new(const path& file, const std::string& text, mode_t mode) {
  const int made = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  bool good = made >= 0 && write(made, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (made >= 0) good = fchmod(made, mode) == 0 && close(made) == 0 && good;
  if (good) return {};
  return {Code::failed_precondition, Phrase("try.cannot_write", {{"file", file.string()}})};
}

class InitCommand {
 public:
  InitCommand(App& app, InitOptions options)
      : app_(app),
        options_(std::move(options)),
        speaker_(builtin_speaker(app)),
        settings_(std::filesystem::absolute(app.config).lexically_normal()),
        folder_(settings_.parent_path()) {}

  int run() {
    if (auto free = look_for_files(); !free.ok()) return fail_by_flag(app_, free, speaker_);
    if (auto known = learn_url(); !known.ok()) return fail_by_flag(app_, known, speaker_);
    auto key = learn_key();
    if (!key) return fail_by_flag(app_, key.error(), speaker_);
    auto curl = connect(*key);
    if (!curl) return fail_by_flag(app_, curl.error(), speaker_);
    http::RetryingClient client(**curl, base::system_clock(), base::system_sleeper(), http::random_chance());
    const auto survey = survey_tracker(kAdopted, client, base::system_clock());
    const auto account = survey->account();
    if (!account) return fail(app_, account.error(), speaker_);
    const auto proposal = trial::adopt(*survey, base::system_clock().now(), app_.language);
    if (!proposal) return fail(app_, proposal.error(), speaker_);
    return write(*proposal, *account, *key);
  }

 private:
  std::string key_file() const {
    return options_.key_file.empty()
               ? (folder_ / "api.key").string()
               : std::filesystem::absolute(options_.key_file).lexically_normal().string();
  }
  std::vector<path> written_there() const {
    return {settings_, folder_ / "ids.json", folder_ / "mappings", folder_ / "templates"};
  }

  // Nothing is in the way but what the package brought and nobody has edited the address of.
  Status look_for_files() {
    std::error_code error;
    const bool is_there = std::filesystem::exists(settings_, error);
    is_example_ =
        is_there &&
        service::load_site(settings_.string(), markup_of, &builtin_catalogue()).site.settings.tracker.url ==
            kNobodysUrl;
    for (const auto& one : written_there()) {
      const path in_the_way = is_example_ ? path(one.string() + kAside) : one;
      if (!std::filesystem::exists(in_the_way, error)) continue;
      return {Code::failed_precondition, Phrase("init.exists", {{"file", in_the_way.string()}})};
    }
    return {};
  }

  Status learn_url() {
    if (options_.url.empty()) {
      auto typed = ask(speaker_.say("init.ask_url"), "--url");
      if (!typed) return typed.error();
      options_.url = *typed;
    }
    while (options_.url.ends_with('/')) options_.url.pop_back();
    return {};
  }

  base::Result<std::string> ask(const std::string& question, const char* flag) {
    if (!Terminal::is_there()) return base::fail(nobody_to_ask(flag));
    auto typed = Terminal(app_.err).ask(question);
    if (!typed || typed->empty()) return base::fail(left());
    return *typed;
  }

  // Of the file, where there is one; else it is asked for, and kept once the tracker has taken it.
  base::Result<base::Secret> learn_key() {
    std::error_code error;
    if (!options_.key_file.empty() || std::filesystem::exists(key_file(), error)) return read_key(key_file());
    if (!Terminal::is_there()) return base::fail(nobody_to_ask("--key-file"));
    auto typed = Terminal(app_.err).ask_secret(speaker_.say("init.ask_key"));
    if (!typed || typed->empty()) return base::fail(left());
    is_typed_ = true;
    return *typed;
  }

  static Status nobody_to_ask(const char* flag) {
    return {Code::invalid_argument, Phrase("init.nobody_to_ask", {{"flag", std::string(flag)}})};
  }
  static Status left() { return {Code::aborted, Phrase("init.left")}; }

  base::Result<std::unique_ptr<http::Client>> connect(const base::Secret& key) const {
    http::CurlSettings settings;
    settings.base_url = options_.url;
    settings.ca_file = options_.ca_file;
    settings.key = key;
    return http::make_curl_client(std::move(settings));
  }

  trial::ProposalSetting setting(const tracker::Account& account) const {
    trial::ProposalSetting setting;
    setting.url = options_.url;
    setting.key_file = options_.key_file.empty() ? "api.key" : key_file();
    if (!options_.ca_file.empty()) setting.ca_file = std::filesystem::absolute(options_.ca_file).string();
    setting.now = base::system_clock().now();
    const std::string machine = machine_zone();
    setting.zone = !options_.zone.empty() ? options_.zone : !machine.empty() ? machine : "UTC";
    setting.zone_why = Phrase(!options_.zone.empty() ? "try.zone_given"
                              : !machine.empty()     ? "try.zone_of_machine"
                                                     : "try.zone_unknown");
    setting.purpose = trial::ProposalSetting::Purpose::service;
    if (folder_ == kInstalledIn) setting.store = kInstalledStore;
    setting.account = account.login;
    return setting;
  }

  int write(const trial::Proposal& proposal, const tracker::Account& account, const base::Secret& key) {
    messages::Style style;
    style.language = proposal.language;
    const messages::Speaker of_files(builtin_catalogue(), style);
    auto files = trial::proposal_files(proposal, setting(account), kBuiltinTrackerMapping, of_files);
    // Named last: what is there is complete.
    const std::string settings = files.extract("estafeta.yaml").mapped();
    if (auto done = write_all(files, settings, key); !done.ok()) return fail_by_flag(app_, done, speaker_);
    const auto loaded = service::load_site(settings_.string(), markup_of, &builtin_catalogue());
    if (const int exit = print_problems(app_, loaded.problems, speaker_); exit != kOk) return exit;
    say_what_was_adopted(proposal, account);
    return kOk;
  }

  Status write_all(const std::map<std::string, std::string>& files, const std::string& settings,
                   const base::Secret& key) {
    constexpr mode_t kForAll = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH;
    std::error_code error;
    if (is_example_) {
      for (const auto& one : written_there()) std::filesystem::rename(one, one.string() + kAside, error);
    }
    std::filesystem::create_directories(folder_ / "mappings", error);
    std::filesystem::create_directories(folder_ / "templates", error);
    if (is_typed_) {
      auto kept = write_new(key_file(), key.reveal() + "\n", S_IRUSR | S_IWUSR);
      if (!kept.ok()) return kept;
    }
    for (const auto& [name, text] : files) {
      if (auto done = write_new(folder_ / name, text, kForAll); !done.ok()) return done;
    }
    return write_new(settings_, settings, kForAll);
  }

  void say_what_was_adopted(const trial::Proposal& proposal, const tracker::Account& account) const {
    const auto count = [](const auto& all) { return static_cast<std::int64_t>(all.size()); };
    const auto say = [this](const Phrase& phrase) { app_.out << speaker_.say(phrase) << "\n"; };
    say(Phrase("init.adopted", {{"url", options_.url},
                                {"statuses", count(proposal.statuses)},
                                {"trackers", count(proposal.trackers)},
                                {"priorities", count(proposal.priorities)},
                                {"roles", count(proposal.roles)},
                                {"clients", count(proposal.clients)}}));
    say(Phrase("init.written",
               {{"settings", settings_.string()}, {"folder", (folder_ / "mappings").string()}}));
    if (is_example_) say(Phrase("init.set_aside", {{"folder", folder_.string()}}));
    if (account.admin) say(Phrase("init.admin_key", {{"login", account.login}}));
    if (proposal.clients.empty()) say(Phrase("init.no_clients"));
    say(Phrase("init.next", {{"settings", settings_.string()}}));
  }

  static constexpr const char* kAside = ".example";

  App& app_;
  InitOptions options_;
  messages::Speaker speaker_;
  path settings_;
  path folder_;
  bool is_example_ = false;
  bool is_typed_ = false;  // the key
};

}  // namespace

void add_init(CLI::App& commands, App& app) {
  auto options = std::make_shared<InitOptions>();
  auto* command = commands.add_subcommand(
      "init", "settings and mappings from what the tracker has; asks for its address and the API key");
  command->add_option("--url", options->url,
                      "address of the Redmine, as people open it (default: asked for)");
  command->add_option("--key-file", options->key_file,
                      "file that holds the API key (default: api.key beside the settings, or asked for)");
  command->add_option("--ca-file", options->ca_file, "certificates of your own authority (PEM)");
  const auto no_zone = [](const std::string& name) -> std::optional<Phrase> {
    if (calendar::zone_exists(name)) return std::nullopt;
    return Phrase("cli.unknown_zone", {{"text", name}});
  };
  add_checked(*command, "--zone", options->zone, no_zone,
              "zone of the working hours, e.g. Europe/Moscow (default: this machine's)");
  command->callback(
      [&app, options] { app.run = [&app, options] { return InitCommand(app, *options).run(); }; });
}

}  // namespace estafeta::cli
