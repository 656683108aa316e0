#include "connector/template/problems.h"

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

bool is_id(const std::string& text) {
  return consists_of(text, kLetters, kIdCharacters);
}
bool is_value_name(const std::string& text) {
  return consists_of(text, kLetters, kNameCharacters);
}
bool is_item(const std::string& text) {
  return consists_of(text, kIdCharacters.substr(0, kIdCharacters.size() - 1), kIdCharacters);
}

}  // namespace estafeta::tmpl
