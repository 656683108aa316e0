#include "tests/fuzz/problems.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "connector/document/source.h"
#include "connector/messages/catalogue.h"
#include "tests/support/source_dir.h"

namespace estafeta::fuzz {
namespace {

const messages::Catalogue& catalogue() {
  static const messages::Catalogue shipped = [] {
    auto loaded = messages::load_catalogue(tests::source_dir() + "/mappings/messages");
    require(loaded.problems.empty(), "the shipped catalogues have problems");
    return std::move(loaded.catalogue);
  }();
  return shipped;
}

// One more than there are: a problem may stand at the end.
std::vector<std::size_t> line_lengths(std::string_view text) {
  std::vector<std::size_t> lengths;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lengths.push_back(end - begin);
    begin = end + 1;
  }
  lengths.push_back(0);
  return lengths;
}

}  // namespace

void require(bool holds, std::string_view what) {
  if (holds) return;
  std::cerr << "does not hold: " << what << std::endl;
  std::abort();
}

void require_said(const base::Phrase& phrase) {
  for (const std::string language : {"en", "ru"}) {
    const auto& entries = catalogue().sentences(language).entries;
    const auto found = entries.find(phrase.key);
    require(found != entries.end(), "a sentence for " + to_string(phrase));
    for (const auto& place : messages::places(found->second.sentence)) {
      require(phrase.find(place) != nullptr, "a value for {" + place + "} of " + to_string(phrase));
    }
    messages::Style style;
    style.language = language;
    require(document::is_utf8(catalogue().say(phrase, style)), "whole letters in " + to_string(phrase));
  }
}

void require_said(const base::Diagnostics& problems, std::string_view text, std::string_view file) {
  const auto lengths = line_lengths(text);
  for (const auto& problem : problems) {
    require_said(problem.what);
    if (problem.where.file != file || problem.where.line == 0) continue;
    const auto line = static_cast<std::size_t>(problem.where.line);
    const bool stands_there = problem.where.line > 0 && line <= lengths.size() && problem.where.column >= 0 &&
                              static_cast<std::size_t>(problem.where.column) <= lengths[line - 1] + 1;
    require(stands_there, "a place in the text: " + to_string(problem.where) + " " + to_string(problem.what));
  }
}

}  // namespace estafeta::fuzz
