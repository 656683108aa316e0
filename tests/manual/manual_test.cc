// The manuals held against the tree and the program: files, commands and flags they name exist, and the root
// README.md names every command there is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "connector/cli/app.h"
#include "tests/support/source_dir.h"
#include "tests/unit/cli/stage.h"

namespace estafeta {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

const fs::path kRoot = tests::source_dir();

bool is_foreign(const fs::path& path) {
  const std::string name = path.filename().string();
  return name == "build" || (name.starts_with('.') && name != ".");
}

// Every file of the tree, relative to its root.
const std::vector<std::string>& tree() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> paths;
    for (fs::recursive_directory_iterator at(kRoot), end; at != end; ++at) {
      if (at->is_directory() && is_foreign(at->path())) at.disable_recursion_pending();
      if (at->is_regular_file()) paths.push_back(fs::relative(at->path(), kRoot).string());
    }
    return paths;
  }();
  return all;
}

std::string text_of(const fs::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

struct Manual {
  std::string path;
  std::string text;
  std::vector<std::string> code;  // what stands in backticks, and lines of indented or fenced blocks
};

std::vector<Manual> manuals() {
  static const std::regex span("`([^`\n]+)`");
  std::vector<Manual> all;
  for (const auto& path : tree()) {
    if (!path.ends_with(".md")) continue;
    Manual manual{path, text_of(kRoot / path), {}};
    std::istringstream lines(manual.text);
    bool fenced = false;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("```")) {
        fenced = !fenced;
      } else if (fenced || line.starts_with("    ")) {
        manual.code.push_back(line.substr(std::min(line.find_first_not_of(' '), line.size())));
      } else {
        for (std::sregex_iterator at(line.begin(), line.end(), span), end; at != end; ++at)
          manual.code.push_back((*at)[1]);
      }
    }
    all.push_back(std::move(manual));
  }
  return all;
}

TEST(Manuals, LinkToWhatIsThere) {
  static const std::regex link(R"(\]\(([^)#\s]+)(#[^)]*)?\))");
  std::vector<std::string> broken;
  for (const auto& manual : manuals()) {
    for (std::sregex_iterator at(manual.text.begin(), manual.text.end(), link), end; at != end; ++at) {
      const std::string target = (*at)[1];
      if (target.find("://") != std::string::npos) continue;
      if (!fs::exists((kRoot / manual.path).parent_path() / target))
        broken.push_back(manual.path + ": " + target);
    }
  }
  EXPECT_THAT(broken, IsEmpty());
}

// What a reader who follows an example writes.
const std::set<std::string> kReadersOwn{"templates/my-first.yaml", "templates/new-site.yaml"};

// Paths below the top-level folders, and sources by the end of their path: `sla/clocks/policy.h`, `words.cc`.
TEST(Manuals, NameFilesThatAreThere) {
  static const std::regex path(
      R"((^|[^\w/.:<-])((?:connector|install|tests|mappings|templates)/[\w./-]*\w|\w[\w/]*\.(?:h|cc|rb))(?![\w*<{]))");
  std::vector<std::string> missing;
  std::size_t seen = 0;
  for (const auto& manual : manuals()) {
    for (const auto& code : manual.code) {
      for (std::sregex_iterator at(code.begin(), code.end(), path), end; at != end; ++at) {
        const std::string name = (*at)[2];
        if (std::regex_search(name, std::regex("[A-Z]{2}"))) continue;  // a place: NAME
        if (kReadersOwn.contains(name)) continue;
        ++seen;
        const auto is_it = [&](const std::string& file) {
          return file == name || file.ends_with("/" + name);
        };
        if (fs::exists(kRoot / name) || fs::exists((kRoot / manual.path).parent_path() / name)) continue;
        if (std::none_of(tree().begin(), tree().end(), is_it)) missing.push_back(manual.path + ": " + name);
      }
    }
  }
  EXPECT_GT(seen, 50u);
  EXPECT_THAT(missing, IsEmpty());
}

// Folders, or files without their ending: `change/steps`, `service/engine`.
TEST(Manuals, NamePlacesInTheRoomsThatAreThere) {
  std::string rooms;
  for (const auto& entry : fs::directory_iterator(kRoot / "connector")) {
    if (entry.is_directory()) rooms += (rooms.empty() ? "" : "|") + entry.path().filename().string();
  }
  const std::regex place("(^|[^\\w/.-])((?:" + rooms + ")/[a-z_/]*[a-z_])(?![\\w./])");
  std::vector<std::string> missing;
  std::size_t seen = 0;
  for (const auto& manual : manuals()) {
    for (const auto& code : manual.code) {
      for (std::sregex_iterator at(code.begin(), code.end(), place), end; at != end; ++at) {
        const std::string path = "connector/" + (*at)[2].str();
        ++seen;
        const auto is_it = [&](const std::string& file) { return file.starts_with(path + "."); };
        if (!fs::is_directory(kRoot / path) && std::none_of(tree().begin(), tree().end(), is_it))
          missing.push_back(manual.path + ": " + path);
      }
    }
  }
  EXPECT_GT(seen, 10u);
  EXPECT_THAT(missing, IsEmpty());
}

// The commands that a command's help lists; none: it has no commands of its own.
std::set<std::string> commands_below(std::vector<std::string> words) {
  words.emplace_back("--help");
  const std::string help = cli::run_with(words).out;
  std::set<std::string> found;
  const auto begin = help.find("ubcommands:");
  std::istringstream lines(begin == std::string::npos ? "" : help.substr(begin));
  std::string line;
  std::getline(lines, line);
  static const std::regex listed("^  ([a-z][a-z-]*) .*");
  for (std::smatch match; std::getline(lines, line);) {
    if (std::regex_match(line, match, listed)) found.insert(match[1]);
  }
  return found;
}

const std::map<std::string, std::set<std::string>>& commands() {
  static const auto all = [] {
    std::map<std::string, std::set<std::string>> found;
    for (const auto& command : commands_below({})) found[command] = commands_below({command});
    return found;
  }();
  return all;
}

// `estafeta -c x sla report --month …`, also with several commands: `estafeta pause | resume`. As `sla
// report`.
struct Call {
  std::vector<std::string> commands;
  std::set<std::string> flags;
};

bool is_word(const std::string& text) {
  return std::regex_match(text, std::regex("[a-z][a-z-]*"));
}

std::vector<Call> calls_in(const std::string& code) {
  std::vector<Call> calls;
  static const std::regex call(R"((^|[\s/(])estafeta((?: +[^\s#]+)+))");
  for (std::sregex_iterator at(code.begin(), code.end(), call), end; at != end; ++at) {
    std::istringstream words((*at)[2]);
    std::string word, group;
    Call found;
    bool expects_command = true;
    while (words >> word) {
      std::erase_if(word, [](char c) { return c == '[' || c == ']' || c == ','; });
      if (word.starts_with("--")) {
        found.flags.insert(word.substr(0, word.find('=')));
      } else if (word == "-c" || word == "-v") {
        if (word == "-c") words >> word;
      } else if (word == "|") {
        expects_command = true;
      } else if (expects_command && is_word(word)) {
        const bool is_group = group.empty() && commands().contains(word) && !commands().at(word).empty();
        if (is_group) {
          group = word;
        } else {
          found.commands.push_back(group.empty() ? word : group + " " + word);
          expects_command = false;
        }
      } else {
        expects_command = false;
      }
    }
    calls.push_back(std::move(found));
  }
  return calls;
}

bool is_command(const std::string& call) {
  const auto space = call.find(' ');
  const auto found = commands().find(call.substr(0, space));
  if (found == commands().end()) return false;
  return space == std::string::npos || found->second.contains(call.substr(space + 1));
}

std::string help_of(const std::string& call) {
  std::istringstream words(call);
  std::vector<std::string> line;
  for (std::string word; words >> word;) line.push_back(word);
  line.emplace_back("--help");
  return cli::run_with(line).out;
}

TEST(Manuals, NameCommandsAndFlagsThatThereAre) {
  const std::string common = help_of("");
  std::vector<std::string> wrong;
  std::size_t seen = 0;
  for (const auto& manual : manuals()) {
    for (const auto& code : manual.code) {
      for (const auto& call : calls_in(code)) {
        for (const auto& command : call.commands) {
          ++seen;
          if (!is_command(command)) wrong.push_back(manual.path + ": estafeta " + command);
        }
        for (const auto& flag : call.flags) {
          const bool is_known =
              common.find(flag) != std::string::npos ||
              std::any_of(call.commands.begin(), call.commands.end(), [&](const std::string& command) {
                return help_of(command).find(flag) != std::string::npos;
              });
          if (!is_known) wrong.push_back(manual.path + ": " + code + " has " + flag);
        }
      }
    }
  }
  EXPECT_GT(seen, 40u);
  EXPECT_THAT(wrong, IsEmpty());
}

TEST(Readme, NamesEveryCommandThereIs) {
  std::set<std::string> named, all;
  for (const auto& manual : manuals()) {
    if (manual.path != "README.md") continue;
    for (const auto& code : manual.code) {
      for (const auto& call : calls_in(code)) named.insert(call.commands.begin(), call.commands.end());
    }
  }
  for (const auto& [command, below] : commands()) {
    if (below.empty()) all.insert(command);
    for (const auto& one : below) all.insert(command + " " + one);
  }
  EXPECT_GT(all.size(), 15u);
  EXPECT_THAT(named, IsSupersetOf(all));
}

TEST(ManPageAndCompletion, NameEveryCommandThereIs) {
  for (const char* file : {"install/package/estafeta.1.in", "install/package/estafeta.bash-completion",
                           "install/package/estafeta.zsh-completion"}) {
    const std::string text = text_of(kRoot / file);
    const auto names = [&](const std::string& word) {
      return std::regex_search(text, std::regex("(^|[^\\w-])(\\\\f[BR])?" + word + "(?![\\w-])"));
    };
    for (const auto& [command, below] : commands()) {
      EXPECT_TRUE(names(command)) << file << ": " << command;
      for (const auto& one : below) EXPECT_TRUE(names(one)) << file << ": " << command << " " << one;
    }
  }
}

}  // namespace
}  // namespace estafeta
