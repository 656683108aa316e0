// What all commands share: the flags before the command, where output goes, the words, the exit codes.
//
// A command is a function that registers itself on the command line and sets `run`; main runs what was
// chosen.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "connector/base/diagnostic.h"
#include "connector/base/ids.h"
#include "connector/base/status.h"
#include "connector/messages/catalogue.h"

namespace CLI {
class App;
}

namespace estafeta::cli {

enum ExitCode {
  kOk = 0,
  kBadContent = 1,  // bad content found, or issues stopped for a person
  kWrongUse = 2,    // wrong flags or settings: names that nothing has, an unreadable file, no tracker there
  kTracker = 3,     // the tracker is unreachable or refuses
  kHeld = 4,        // another process holds the store
  kDamaged = 5,     // the store cannot be used any more: deleted, it is rebuilt
  kFailed = 70,     // no memory, or a mistake of ours; sysexits.h calls it EX_SOFTWARE
};

struct App {
  App(std::ostream& out_stream, std::ostream& err_stream) : out(out_stream), err(err_stream) {}

  std::string config = "/etc/estafeta/estafeta.yaml";
  std::string format = "text";
  std::vector<std::string> formats{"text"};  // that the command chosen can print
  std::string language;                      // empty: the site's, or English where there is no site
  bool no_color = false;
  bool verbose = false;
  std::ostream& out;
  std::ostream& err;
  std::function<int()> run;

  bool color() const;
  bool json() const { return format == "json"; }
};

// Of this release: `0.2.0`.
extern const char* const kVersion;

int exit_code(const base::Status& status);

// The sentences built into the program, for commands that read no configuration.
const messages::Catalogue& builtin_catalogue();
// In the language asked for, or else in `site_language`, where that is known.
messages::Speaker builtin_speaker(const App& app, const std::string& site_language = "en");

// The same in the site's language as far as its files can be read: for what is wrong before a site is opened.
messages::Speaker site_speaker(const App& app);

// Prints `error: sentence` and returns the exit code.
int fail(const App& app, const base::Status& status, const messages::Speaker& speaker);

// The same for a flag's value that is wrong: kWrongUse.
int fail_by_flag(const App& app, const base::Status& status, const messages::Speaker& speaker);

// The same for what comes of a name or a number on the command line, or of a path in the settings: kWrongUse
// where nothing has it (not_found), or something that is not what was meant (invalid_argument).
int fail_by_name(const App& app, const base::Status& status, const messages::Speaker& speaker);

// The number of an issue as people write it: `23`, or `#23` as the tracker shows it. invalid_argument for
// anything else.
base::Result<base::IssueId> read_issue_number(const std::string& text);

// Prints every problem with its place; kBadContent if an error is among them.
int print_problems(const App& app, const base::Diagnostics& problems, const messages::Speaker& speaker);

// Runs the work of a command. The one place where an exception that nobody expected ends: it becomes a
// sentence and an exit code.
int guarded(const App& app, const std::function<int()>& work);

// Parses the command line and runs what it asks for.
int run(int argc, char** argv, std::ostream& out, std::ostream& err);

// The commands; each in the file of its name.
void add_board(CLI::App& commands, App& app);
void add_check(CLI::App& commands, App& app);
void add_department(CLI::App& commands, App& app);
void add_desk(CLI::App& commands, App& app);
void add_digest(CLI::App& commands, App& app);
void add_dossier(CLI::App& commands, App& app);
void add_init(CLI::App& commands, App& app);
void add_new(CLI::App& commands, App& app);
void add_pause(CLI::App& commands, App& app);
void add_plan(CLI::App& commands, App& app);
void add_proposals(CLI::App& commands, App& app);
void add_review(CLI::App& commands, App& app);
void add_window(CLI::App& commands, App& app);
void add_serve(CLI::App& commands, App& app);
void add_sla(CLI::App& commands, App& app);
void add_status(CLI::App& commands, App& app);
void add_sync(CLI::App& commands, App& app);
void add_tam(CLI::App& commands, App& app);
void add_template(CLI::App& commands, App& app);
void add_template_calibrate(CLI::App& group, App& app);  // below `template`
void add_try(CLI::App& commands, App& app);

}  // namespace estafeta::cli
