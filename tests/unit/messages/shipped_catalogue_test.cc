// The catalogues that are shipped, held against each other and against the code that uses them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "connector/messages/catalogue.h"
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

// «Задача» is what Redmine calls every issue; a change's tasks are «работы».
TEST(ShippedCatalogue, NeverCallsATaskByTheTrackersWord) {
  std::vector<std::string> wrong;
  for (const auto& [key, entry] : shipped().catalogue.sentences("ru").entries) {
    if (key.starts_with("right.")) continue;  // permissions, called as on the tracker's own pages
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
