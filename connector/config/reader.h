// Reads typed values out of positioned nodes and says what is wrong with each, where it stands.
//
// Every function returns something usable when a value is wrong, so that the rest of the file is checked too.
// Inside config/ only. Not safe for several threads.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connector/base/diagnostic.h"
#include "connector/base/time.h"
#include "connector/document/node.h"

namespace estafeta::config {

class Reader {
 public:
  // `language` picks one of several spellings of a name.
  Reader(base::Diagnostics& problems, std::string language)
      : problems_(problems), language_(std::move(language)) {}

  const std::string& language() const { return language_; }
  void set_language(std::string language) { language_ = std::move(language); }
  base::Diagnostics& problems() { return problems_; }
  void error(const base::Location& where, base::Phrase what);

  // True for a map; each key that is not `known` is a problem, with the nearest one that is.
  bool map(const document::Node& node, const std::vector<std::string>& known);
  // True for a map whose keys are names of people's choice, each matching `[a-z][a-z0-9-]*`.
  bool map_of_ids(const document::Node& node);
  bool list(const document::Node& node);

  // The value at that key; a missing one is a problem, and null. Where map() found another key to be a slip
  // for it, that was said.
  const document::Node* required(const document::Node& map, const std::string& key);

  // A scalar as text; "" with a problem for anything else or an empty one.
  std::string text(const document::Node& node);
  // A text, or a map of language -> text.
  std::string name(const document::Node& node);
  // One name or a list of them.
  std::vector<std::string> names(const document::Node& node);
  std::vector<std::string> texts(const document::Node& node);

  bool boolean(const document::Node& node);
  int integer(const document::Node& node, int least, int most);
  base::Seconds duration(const document::Node& node);
  // The same where `0s` has a meaning.
  base::Seconds duration_or_none(const document::Node& node);
  base::Date date(const document::Node& node);
  std::optional<base::Instant> instant(const document::Node& node);

  // One of some words; the first with a problem.
  template <typename T>
  T choice(const document::Node& node, const std::vector<std::pair<std::string, T>>& words) {
    std::vector<std::string> known;
    for (const auto& word : words) {
      if (node.is_scalar() && node.text == word.first) return word.second;
      known.push_back(word.first);
    }
    unknown("config.not_one_of", node.where, node.text, known);
    return words.front().second;
  }

  // "There is no `name` among these; did you mean …?" with key, or key + "_near" where a near one is known.
  // Answers the near one, or "".
  std::string unknown(const std::string& key, const base::Location& where, const std::string& name,
                      const std::vector<std::string>& known);

 private:
  base::Diagnostics& problems_;
  std::string language_;
  std::set<std::pair<std::string, std::string>> misspelt_;  // where a map stands -> a key it meant to have
};

// A file's tree, if it can be read and holds a map with these keys at most; problems are said.
std::optional<document::Node> read_map(const std::string& path, const std::vector<std::string>& known,
                                       Reader& reader);
std::optional<document::Node> parse_map(std::string_view text, const std::string& path,
                                        const std::vector<std::string>& known, Reader& reader);

// By file, line and column, as people go through them.
void sort_by_place(base::Diagnostics& problems);

// Ids of departments, clients and calendars: `[a-z][a-z0-9-]*`.
bool is_id(std::string_view text);

}  // namespace estafeta::config
