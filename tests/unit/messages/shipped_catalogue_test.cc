// The catalogues that are shipped, held against each other and against the code that uses them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "connector/messages/catalogue.h"
#include "connector/model/words.h"
#include "connector/sla/clocks/wait.h"
#include "tests/support/source_dir.h"

namespace estafeta::messages {
namespace {

using ::testing::IsEmpty;

const std::filesystem::path kRoot = tests::source_dir();

const LoadedCatalogue& shipped() {
  static const LoadedCatalogue loaded = load_catalogue((kRoot / "mappings" / "messages").string());
  return loaded;
}

std::vector<std::string> listed(const base::Diagnostics& problems) {
  std::vector<std::string> lines;
  for (const auto& problem : problems)
    lines.push_back(to_string(problem.where) + ": " + to_string(problem.what));
  return lines;
}

std::string read(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Comments may show keys as examples.
std::string without_comments(const std::string& code) {
  return std::regex_replace(code, std::regex("//[^\n]*"), "");
}

TEST(ShippedCatalogue, HasNoProblem) {
  EXPECT_THAT(listed(shipped().problems), IsEmpty());
  EXPECT_THAT(
      listed(check_catalogues(shipped().catalogue.sentences("en"), shipped().catalogue.sentences("ru"))),
      IsEmpty());
}

// A key is a quoted `room.word`. Keys are built from parts in a few places; those end in a dot or an
// underscore and are not meant here.
TEST(ShippedCatalogue, HasEveryKeyTheCodeUses) {
  static const std::regex phrase("Phrase\\w*\\s*[({]\\s*\"([a-z0-9_]+\\.[a-z0-9_.]*[a-z0-9])\"");
  std::vector<std::string> missing;
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / "connector")) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".cc" && extension != ".h") continue;
    const std::string code = without_comments(read(entry.path()));
    for (std::sregex_iterator at(code.begin(), code.end(), phrase), end; at != end; ++at) {
      ++seen;
      if (!shipped().catalogue.has((*at)[1], "en")) {
        missing.push_back(std::filesystem::relative(entry.path(), kRoot).string() + ": " + (*at)[1].str());
      }
    }
  }
  EXPECT_GT(seen, 50u);
  EXPECT_THAT(missing, IsEmpty());
}

// What a value of an enum is called in sentences, which `word("state", …)` and `{state@state}` look up: a
// word without a sentence would be printed as the files spell it.
template <typename Word>
void expect_words(const char* kind, std::vector<std::string>& missing) {
  for (int i = 0; to_string(static_cast<Word>(i)) != "?"; ++i) {
    const std::string key = std::string(kind) + "." + std::string(to_string(static_cast<Word>(i)));
    if (!shipped().catalogue.has(key, "en")) missing.push_back(key);
  }
}

TEST(ShippedCatalogue, HasAWordForEveryKindStateReasonAndField) {
  std::vector<std::string> missing;
  expect_words<model::Kind>("kind", missing);
  expect_words<model::State>("state", missing);
  expect_words<model::HoldReason>("hold_reason", missing);
  expect_words<model::Actor>("actor", missing);
  expect_words<model::Owner>("owner", missing);
  expect_words<model::Field>("field", missing);
  expect_words<sla::Wait>("wait", missing);
  expect_words<sla::Wait>("waiting", missing);
  std::erase(missing, "waiting.nobody");  // that time waits for nobody is not said
  EXPECT_THAT(missing, IsEmpty());
}

// All code without its comments.
const std::string& code_of_the_product() {
  static const std::string all = [] {
    std::string text;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / "connector")) {
      const std::string extension = entry.path().extension().string();
      if (extension == ".cc" || extension == ".h") text += without_comments(read(entry.path()));
    }
    return text;
  }();
  return all;
}

std::set<std::string> all_of(const std::string& text, const char* pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at) found.insert((*at)[1]);
  return found;
}

// Keys stand in the code as they are, begin with what it completes (`"action." + word`), or end with what it
// adds (`"_near"`); words of a kind are looked up as `word("state", …)` or by a place `{state@state}`.
TEST(ShippedCatalogue, HasNoSentenceNobodySays) {
  const auto& code = code_of_the_product();
  const auto keys = all_of(code, R"re("([a-z0-9_]+\.[a-z0-9_.]*[a-z0-9])")re");
  const auto beginnings = all_of(code, R"re("([a-z0-9_]+\.(?:[a-z0-9_.]*[._])?)")re");
  const auto endings = all_of(code, R"re("(_[a-z0-9_]+)")re");
  auto kinds = all_of(code, R"re(word\(\s*"([a-z_]+)")re");
  for (const char* file : {"en.yaml", "ru.yaml"}) {
    kinds.merge(all_of(read(kRoot / "mappings" / "messages" / file), R"re(@([a-z_]+)\})re"));
  }
  const auto is_said = [&](const std::string& key) {
    if (keys.contains(key) || kinds.contains(key.substr(0, key.find('.')))) return true;
    if (std::any_of(beginnings.begin(), beginnings.end(),
                    [&](const std::string& beginning) { return key.starts_with(beginning); }))
      return true;
    return std::any_of(endings.begin(), endings.end(), [&](const std::string& ending) {
      return key.ends_with(ending) && keys.contains(key.substr(0, key.size() - ending.size()));
    });
  };
  std::vector<std::string> orphans;
  for (const auto& [key, entry] : shipped().catalogue.sentences("en").entries) {
    if (!is_said(key)) orphans.push_back(key);
  }
  EXPECT_GT(keys.size(), 500u);
  EXPECT_THAT(orphans, IsEmpty());
}

// What a reader whose first language is another one stumbles over, as far as a pattern finds it.
TEST(ShippedCatalogue, IsWrittenPlainly) {
  const std::vector<std::pair<std::string, std::regex>> unwanted{
      {"en", std::regex(R"(\bis no (valid|date|day|instant|shift|number|list|map|text)\b)")},
      {"en", std::regex(R"(\bmust stand\b|\b(is|are) meant\b|\bby nothing\b)")},
      {"en",
       std::regex(R"(; else\b|\bif it stays so\b|\b[Ll]ook whether\b|\bbuilds? on\b|\ball the same\.)")},
      {"en",
       std::regex(R"(\bstands? (here|there|twice|in|on|before|at|below|still)\b|\b[Mm]end\b|\banew\b)")},
      {"en", std::regex(R"([^.]\.\.([^.]|$)|[!?]\.)")},
      {"ru", std::regex(R"([^.]\.\.([^.]|$)|[!?]\.)")},
      {"ru", std::regex(R"([^,] - )")},
      // One word for one thing: the product in Latin letters, no cases of «ТАМ», «ход за», «публичное
      // примечание».
      {"ru", std::regex("Эстафет|ТАМ(а|у|ом|е)|[Дд]ело за|открытым примечанием|строится")},
  };
  std::vector<std::string> found;
  for (const auto& [language, pattern] : unwanted) {
    for (const auto& [key, entry] : shipped().catalogue.sentences(language).entries) {
      for (const Piece& piece : entry.sentence) {
        std::vector<std::string> texts = piece.forms;
        if (piece.kind == Piece::Kind::text) texts.push_back(piece.text);
        for (const auto& text : texts) {
          if (std::regex_search(text, pattern)) found.push_back(language + " " + key + ": " + text);
        }
      }
    }
  }
  EXPECT_THAT(found, IsEmpty());
}

// «Задача» is what Redmine calls every issue; a change's tasks are «работы».
TEST(ShippedCatalogue, NeverCallsATaskByTheTrackersWord) {
  std::vector<std::string> wrong;
  for (const auto& [key, entry] : shipped().catalogue.sentences("ru").entries) {
    // Permissions and settings, called as on the tracker's own pages.
    if (key.starts_with("right.") || key == "check.not_assignable") continue;
    for (const Piece& piece : entry.sentence) {
      std::string text = piece.text;
      for (const std::string& form : piece.forms) text += " " + form;
      if (text.find("адач") != std::string::npos) wrong.push_back(key);
    }
  }
  EXPECT_THAT(wrong, IsEmpty());
}

}  // namespace
}  // namespace estafeta::messages
