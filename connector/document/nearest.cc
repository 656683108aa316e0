#include "connector/document/nearest.h"

#include <algorithm>

namespace estafeta::document {
namespace {

// Names longer than this are not compared: no suggestion is worth the time.
constexpr std::size_t kLongest = 60;

using Row = std::vector<std::size_t>;

// Edits between two names by optimal string alignment: insert, delete, replace, swap neighbours.
std::size_t edits(std::string_view left, std::string_view right) {
  Row before_last(right.size() + 1);
  Row last(right.size() + 1);
  Row row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replace = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[right.size()];
}

}  // namespace

std::string nearest(std::string_view name, const std::vector<std::string>& known) {
  if (name.empty() || name.size() > kLongest) return "";
  // One edit in a short name, a third of a long one: more is another name.
  std::size_t best = std::max<std::size_t>(1, name.size() / 3) + 1;
  std::string found;
  for (const auto& candidate : known) {
    if (candidate.size() > kLongest) continue;
    const auto distance = edits(name, candidate);
    if (distance < best && distance < candidate.size()) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

}  // namespace estafeta::document
