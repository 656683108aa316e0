// Reads the tables of rooms and wings in connector/README.md and every #include of connector/, and says which
// line breaks it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/source_dir.h"

namespace {

namespace fs = std::filesystem;

const fs::path kSource = estafeta::tests::source_dir();

struct Line {
  std::string where;  // file:line
  fs::path file;
  std::string text;
};

std::vector<Line> lines_of_code() {
  std::vector<Line> lines;
  for (const auto& entry : fs::recursive_directory_iterator(kSource / "connector")) {
    const auto extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc") continue;
    std::ifstream file(entry.path());
    std::string text;
    const auto relative = fs::relative(entry.path(), kSource);
    for (int number = 1; std::getline(file, text); ++number) {
      lines.push_back({relative.string() + ":" + std::to_string(number), relative, text});
    }
  }
  return lines;
}

// The rows of README's tables whose first cell is `name`, with the words of their last cell.
std::map<std::string, std::set<std::string>> allowed_by(const std::string& name) {
  std::map<std::string, std::set<std::string>> rooms;
  std::ifstream file(kSource / "connector" / "README.md");
  const std::regex row("^\\| `(" + name + ")` \\| .* \\| ([^|]*) \\|$");
  const std::regex word(R"(\w+)");
  std::string text;
  while (std::getline(file, text)) {
    std::smatch match;
    if (!std::regex_match(text, match, row)) continue;
    auto& allowed = rooms[match[1]];
    const std::string list = match[2];
    for (auto it = std::sregex_iterator(list.begin(), list.end(), word); it != std::sregex_iterator(); ++it) {
      allowed.insert(it->str());
    }
  }
  return rooms;
}

std::map<std::string, std::set<std::string>> allowed_by_room() {
  return allowed_by("\\w+");
}

// `change/tree` for a file of that wing; empty: the file lies in its room's own folder.
std::string wing_of(const fs::path& file) {
  const auto folder = file.parent_path().lexically_relative("connector").string();
  return folder.find('/') == std::string::npos ? std::string() : folder;
}

std::string room_of(const fs::path& file) {
  return std::next(file.begin())->string();
}

bool is_header(const Line& line) {
  return line.file.extension() == ".h";
}

TEST(Layering, TheTableNamesEveryRoomThereIs) {
  const auto rooms = allowed_by_room();
  for (const auto& entry : fs::directory_iterator(kSource / "connector")) {
    if (!entry.is_directory()) continue;
    EXPECT_TRUE(rooms.count(entry.path().filename().string())) << entry.path();
  }
  EXPECT_GE(rooms.size(), 15U);
}

TEST(Layering, NoRoomIncludesOneItMayNot) {
  const auto rooms = allowed_by_room();
  const std::regex include(R"re(^\s*#\s*include\s*"connector/(\w+)/.*)re");
  int seen = 0;
  for (const auto& line : lines_of_code()) {
    std::smatch match;
    if (!std::regex_match(line.text, match, include)) continue;
    ++seen;
    const std::string room = room_of(line.file);
    EXPECT_TRUE(match[1] == room || rooms.at(room).count(match[1])) << line.where << ": " << line.text;
  }
  EXPECT_GT(seen, 50) << "the test reads no includes at all";
}

TEST(Layering, TheTableNamesEveryWingThereIs) {
  const auto wings = allowed_by("\\w+/\\w+");
  std::set<std::string> there;
  for (const auto& line : lines_of_code()) {
    if (const auto wing = wing_of(line.file); !wing.empty()) there.insert(wing);
  }
  std::set<std::string> named;
  for (const auto& [wing, allowed] : wings) named.insert(wing);
  EXPECT_EQ(there, named);
}

TEST(Layering, NoWingIncludesOneOfItsRoomThatItMayNot) {
  const auto wings = allowed_by("\\w+/\\w+");
  const std::regex include(R"re(^\s*#\s*include\s*"(connector/(\w+)/[^"]*)".*)re");
  int seen = 0;
  for (const auto& line : lines_of_code()) {
    std::smatch match;
    const std::string room = room_of(line.file);
    if (!std::regex_match(line.text, match, include) || match[2] != room) continue;
    const std::string from = wing_of(line.file), to = wing_of(fs::path(match[1].str()));
    if (from == to) continue;
    ++seen;
    const bool is_allowed = from.empty()
                                ? wings.at(to).count(room) == 0
                                : wings.at(from).count(to.empty() ? room : to.substr(room.size() + 1)) != 0;
    EXPECT_TRUE(is_allowed) << line.where << ": " << line.text;
  }
  EXPECT_GT(seen, 50) << "the test reads no includes at all";
}

TEST(Layering, OwnHeadersAreIncludedFromTheRepositorysRoot) {
  const std::regex include(R"re(^\s*#\s*include\s*"([^"]*)".*)re");
  for (const auto& line : lines_of_code()) {
    std::smatch match;
    if (!std::regex_match(line.text, match, include)) continue;
    EXPECT_EQ(match[1].str().rfind("connector/", 0), 0U) << line.where << ": " << line.text;
  }
}

TEST(Layering, ThirdPartyHeadersStayOutOfOurHeaders) {
  const std::regex include(R"re(^\s*#\s*include\s*<([^>]*)>.*)re");
  for (const auto& line : lines_of_code()) {
    std::smatch match;
    if (!is_header(line) || !std::regex_match(line.text, match, include)) continue;
    const std::string name = match[1];
    const bool standard = name.find('/') == std::string::npos && name.find('.') == std::string::npos;
    EXPECT_TRUE(standard || name == "tl/expected.hpp") << line.where << ": " << line.text;
  }
}

TEST(Layering, OnlyItsHomesReadTheClockSleepOrLookAtTheEnvironment) {
  const std::map<std::string, std::string> homes{{"system_clock::now", "connector/base/time.cc"},
                                                 {"steady_clock::now", "connector/base/time.cc"},
                                                 {"sleep_for", "connector/base/time.cc"},
                                                 {"sleep_until", "connector/base/time.cc"},
                                                 {"getenv", "connector/base/supervisor.cc"}};
  for (const auto& line : lines_of_code()) {
    for (const auto& [word, home] : homes) {
      if (line.text.find(word) == std::string::npos) continue;
      EXPECT_EQ(line.file.string(), home) << line.where << ": " << line.text;
    }
  }
}

// A day that was given no value has whatever lay in that memory before.
TEST(Layering, EveryDayBeginsWithAValue) {
  const std::regex without(R"re(^\s+(mutable )?((base::)?Date|std::chrono::(year|month|day)\w*) \w+;.*)re");
  for (const auto& line : lines_of_code()) {
    EXPECT_FALSE(std::regex_match(line.text, without)) << line.where << ": " << line.text;
  }
}

// What code must tell apart is an enum: the Cause of a Status, the Ask of a Remark. Sentences are for people
// and may change; a sentence that may be missing is an optional. Only messages/ looks them up by their keys,
// and base/ writes them for logs.
TEST(Layering, NobodyComparesTheKeyOfASentence) {
  const std::string sentence =
      R"re(\b(phrase(\(\))?|said|told|what|why|holder|remark|problem|detail|doubt|reason|head|asking|approver)\.key\b)re";
  const std::vector<std::regex> compared{
      std::regex(R"re(\bkey\s*(==|!=)\s*"[a-z_]+\.)re"),
      std::regex(R"re("\s*(==|!=)\s*[\w.>()-]*\bkey\b)re"),
      std::regex(sentence +
                 R"re(\s*(==|!=|\.(empty|starts_with|ends_with|find|compare|substr|contains)\b))re"),
      std::regex(R"re((==|!=)\s*[\w.>()-]*)re" + sentence),
      std::regex(R"re(\w\s*=\s*[\w.>()-]*)re" + sentence + ";"),
      std::regex(R"re(\b(contains|find|count|at|lower_bound)\([^()]*)re" + sentence)};
  for (const auto& line : lines_of_code()) {
    if (room_of(line.file) == "messages" || room_of(line.file) == "base") continue;
    for (const auto& one : compared) {
      EXPECT_FALSE(std::regex_search(line.text, one)) << line.where << ": " << line.text;
    }
  }
}

TEST(Layering, EachLibraryHasItsRoom) {
  const std::map<std::string, std::set<std::string>> homes{
      {"curl/curl.h", {"http"}},
      {"yaml-cpp/", {"document"}},
      {"rapidjson/", {"document"}},
      {"rapidjson/writer.h", {"document", "render"}},
      {"rapidjson/stringbuffer.h", {"document", "render"}},
      {"soci/", {"store"}},
      {"date/", {"calendar"}},
      {"spdlog/", {"base"}},
      {"CLI/", {"cli"}},
      {"httplib.h", {"service"}},
      {"prometheus/", {"service"}}};
  const std::regex include(R"re(^\s*#\s*include\s*<([^>]*)>.*)re");
  for (const auto& line : lines_of_code()) {
    std::smatch match;
    if (!std::regex_match(line.text, match, include)) continue;
    // The longest prefix that fits decides: what writes JSON may stand where what reads it may not.
    const std::set<std::string>* rooms = nullptr;
    for (const auto& [prefix, allowed] : homes) {
      if (match[1].str().rfind(prefix, 0) == 0) rooms = &allowed;
    }
    EXPECT_TRUE(rooms == nullptr || rooms->contains(room_of(line.file))) << line.where;
  }
}

}  // namespace
