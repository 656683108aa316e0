#include "connector/cli/app.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

#include "connector/base/log.h"
#include "connector/cli/builtin_messages.h"
#include "connector/cli/command_line.h"
#include "connector/cli/trackers.h"
#include "connector/document/node.h"
#include "connector/render/kit/diagnostics.h"
#include "connector/service/site/site.h"

namespace estafeta::cli {

const char* const kVersion = ESTAFETA_VERSION;

bool App::color() const {
  return !no_color && &err == &std::cerr && isatty(STDERR_FILENO) != 0;
}

int exit_code(const base::Status& status) {
  // The settings name what is no such tracker, or the ids of another one.
  if (status.cause() == base::Cause::not_a_tracker) return kWrongUse;
  switch (status.code()) {
    case base::Code::ok:
      return kOk;
    case base::Code::held:
      return kHeld;
    case base::Code::unavailable:
    case base::Code::permission_denied:
    case base::Code::aborted:
      return kTracker;
    case base::Code::failed_precondition:
    case base::Code::invalid_argument:
    case base::Code::not_found:
    case base::Code::internal:
      return kBadContent;
  }
  return kBadContent;
}

const messages::Catalogue& builtin_catalogue() {
  static const messages::Catalogue catalogue = [] {
    messages::Catalogue made;
    base::Diagnostics problems;
    for (const auto& file : kBuiltinMessages)
      made.add(file.language, file.text, file.language + ".yaml", problems);
    return made;
  }();
  return catalogue;
}

messages::Speaker builtin_speaker(const App& app, const std::string& site_language) {
  messages::Style style;
  style.language = app.language.empty() ? site_language : app.language;
  return {builtin_catalogue(), style};
}

messages::Speaker site_speaker(const App& app) {
  if (!app.language.empty()) return builtin_speaker(app);
  return builtin_speaker(
      app, service::load_site(app.config, markup_of, &builtin_catalogue()).site.mappings.tracker.language);
}

int fail(const App& app, const base::Status& status, const messages::Speaker& speaker) {
  app.err << render::status_text(status, speaker, app.color());
  return exit_code(status);
}

int fail_by_flag(const App& app, const base::Status& status, const messages::Speaker& speaker) {
  fail(app, status, speaker);
  return kWrongUse;
}

int fail_by_name(const App& app, const base::Status& status, const messages::Speaker& speaker) {
  const bool by_name =
      status.code() == base::Code::not_found || status.code() == base::Code::invalid_argument;
  return by_name ? fail_by_flag(app, status, speaker) : fail(app, status, speaker);
}

base::Result<base::IssueId> read_issue_number(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with('#')) digits.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc{} && end == digits.data() + digits.size() && number > 0)
    return base::IssueId{number};
  return base::fail(base::Code::invalid_argument, base::Phrase("cli.bad_issue_number", {{"text", text}}));
}

int print_problems(const App& app, const base::Diagnostics& problems, const messages::Speaker& speaker) {
  const auto source = [](const std::string& file) -> std::optional<std::string> {
    auto text = document::read_file(file);
    return text ? std::optional(std::move(*text)) : std::nullopt;
  };
  if (!problems.empty()) app.err << render::diagnostics_text(problems, speaker, source, app.color());
  return base::has_errors(problems) ? kBadContent : kOk;
}

int guarded(const App& app, const std::function<int()>& work) {
  const auto failed = [&app](base::Code code, base::Phrase what, int exit) {
    fail(app, {code, std::move(what)}, builtin_speaker(app));
    return exit;
  };
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return failed(base::Code::unavailable, base::Phrase("cli.no_memory"), kFailed);
  } catch (const std::filesystem::filesystem_error& error) {
    return failed(
        base::Code::invalid_argument,
        base::Phrase("cli.cannot_read", {{"file", error.path1().string()}, {"why", error.code().message()}}),
        kWrongUse);
  } catch (const std::exception& error) {
    return failed(base::Code::internal, base::Phrase("cli.failed", {{"why", std::string(error.what())}}),
                  kFailed);
  } catch (...) {
    return failed(base::Code::internal, base::Phrase("cli.failed", {{"why", std::string("?")}}), kFailed);
  }
}

namespace {

const std::vector<std::string> kLanguages{"en", "ru"};

// What was said before the line went wrong, so that even that is said in the right language.
void take_flags(const CLI::App& commands, App& app) {
  const auto said = [&](const char* flag) {
    const auto& results = commands.get_option(flag)->results();
    return results.empty() ? std::string() : results.back();
  };
  if (const std::string file = said("--config"); !file.empty()) app.config = file;
  const std::string language = said("--lang");
  const bool known = std::find(kLanguages.begin(), kLanguages.end(), language) != kLanguages.end();
  app.language = known ? language : "";
}

int refuse(const App& app, const CLI::App& commands, const base::Phrase& what) {
  return guarded(app, [&] {
    const auto speaker = site_speaker(app);
    fail(app, {base::Code::invalid_argument, what}, speaker);
    app.err << speaker.say(base::Phrase("cli.see_help", {{"command", command_chosen(commands)}})) << "\n";
    return int{kWrongUse};
  });
}

void add_flags(CLI::App& commands, App& app) {
  commands.add_option("-c,--config", app.config, "settings file")->capture_default_str();
  commands.add_option("--format", app.format,
                      "text; json for most commands; svg for plan; csv or html for sla report");
  add_choice(commands, "--lang", app.language, kLanguages,
             "language of what is printed: en or ru (default: the site's)");
  commands.add_flag("--no-color", app.no_color, "no colours on a terminal");
  commands.add_flag("-v,--verbose", app.verbose, "log what happens");
  commands.set_version_flag("--version", "estafeta " ESTAFETA_VERSION, "the version, and nothing else");
  commands.fallthrough();
  commands.require_subcommand(1);
}

}  // namespace

int run(int argc, char** argv, std::ostream& out, std::ostream& err) {
  App app(out, err);
  CLI::App commands{
      "Estafeta: changes handed from department to department in your tracker, and exact SLA clocks",
      "estafeta"};
  add_flags(commands, app);
  add_try(commands, app);
  add_init(commands, app);
  add_check(commands, app);
  add_tam(commands, app);
  add_template(commands, app);
  add_plan(commands, app);
  add_new(commands, app);
  add_sync(commands, app);
  add_serve(commands, app);
  add_status(commands, app);
  add_pause(commands, app);
  add_sla(commands, app);
  add_board(commands, app);
  add_desk(commands, app);
  add_digest(commands, app);
  add_dossier(commands, app);
  add_review(commands, app);
  add_window(commands, app);
  add_department(commands, app);
  add_proposals(commands, app);
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  try {
    commands.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // for help or for the version
    commands.exit(asked, out, err);
    return kOk;
  } catch (const CLI::ParseError& error) {
    take_flags(commands, app);
    return refuse(app, commands, what_is_wrong(commands, words, error));
  }
  if (const auto what = value_missing(commands, words)) return refuse(app, commands, *what);
  if (std::find(app.formats.begin(), app.formats.end(), app.format) == app.formats.end()) {
    return refuse(app, commands,
                  base::Phrase("cli.format_not_here", {{"format", app.format}, {"formats", app.formats}}));
  }
  base::set_log_level(app.verbose ? base::LogLevel::debug : base::LogLevel::warning);
  return guarded(app, app.run);
}

}  // namespace estafeta::cli
