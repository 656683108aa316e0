#include "connector/template/problems.h"

#include <algorithm>
#include <tuple>

#include "connector/base/time.h"
#include "connector/document/nearest.h"

namespace estafeta::tmpl {
namespace {

bool consists_of(const std::string& text, std::string_view first, std::string_view rest) {
  return !text.empty() && first.find(text.front()) != std::string_view::npos &&
         text.find_first_not_of(rest) == std::string::npos;
}

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kIdCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

void Problems::error(const char* key, const base::Location& where, Values values) {
  all_.push_back({base::Severity::error, base::Phrase(key, std::move(values)), where});
}

void Problems::warning(const char* key, const base::Location& where, Values values) {
  all_.push_back({base::Severity::warning, base::Phrase(key, std::move(values)), where});
}

std::string Problems::unknown(const std::string& key, const base::Location& where, const std::string& name,
                              const std::vector<std::string>& known, Values values) {
  const auto meant = document::nearest(name, known);
  if (meant.empty()) {
    values.emplace_back("known", known);
    error(key.c_str(), where, std::move(values));
  } else {
    values.emplace_back("nearest", meant);
    error((key + "_hint").c_str(), where, std::move(values));
  }
  return meant;
}

void Problems::unknown_parameter(const base::Location& where, const std::string& name,
                                 const std::vector<std::string>& known) {
  auto meant = unknown("template.unknown_parameter", where, name, known, {{"parameter", name}});
  if (!meant.empty()) meant_parameters_.insert(std::move(meant));
}

void sort_by_place(base::Diagnostics& problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const auto& left, const auto& right) {
    return std::tie(left.where.line, left.where.column) < std::tie(right.where.line, right.where.column);
  });
}

bool is_id(const std::string& text) {
  return consists_of(text, kLetters, kIdCharacters);
}
bool is_value_name(const std::string& text) {
  return consists_of(text, kLetters, kNameCharacters);
}
bool is_bound(const std::string& text) {
  constexpr std::size_t kDay = 10;
  constexpr std::string_view kShape = "00:00";
  if (!base::parse_date(text.substr(0, kDay))) return false;
  if (text.size() == kDay) return true;
  if (text.size() != kDay + 1 + kShape.size() || text[kDay] != ' ') return false;
  const auto clock = std::string_view(text).substr(kDay + 1);
  for (std::size_t at = 0; at < kShape.size(); ++at) {
    const bool is_digit = clock[at] >= '0' && clock[at] <= '9';
    if (kShape[at] == '0' ? !is_digit : clock[at] != kShape[at]) return false;
  }
  return clock.substr(0, 2) < "24" && clock.substr(3) < "60";
}

bool is_item(const std::string& text) {
  return consists_of(text, kIdCharacters.substr(0, kIdCharacters.size() - 1), kIdCharacters);
}

}  // namespace estafeta::tmpl
