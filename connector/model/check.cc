#include "connector/model/check.h"

namespace estafeta::model {

namespace {

constexpr std::string_view kRussian = "ru";

constexpr std::string_view english(CheckResult result) {
  switch (result) {
    case CheckResult::passed:
      return "pass";
    case CheckResult::failed:
      return "fail";
    case CheckResult::not_tested:
      break;
  }
  return "not tested";
}

constexpr std::string_view russian(CheckResult result) {
  switch (result) {
    case CheckResult::passed:
      return "пройдена";
    case CheckResult::failed:
      return "не пройдена";
    case CheckResult::not_tested:
      break;
  }
  return "не проводилась";
}

}  // namespace

std::string_view word_of(CheckResult result, std::string_view language) {
  return language == kRussian ? russian(result) : english(result);
}

std::optional<CheckResult> check_result_from(std::string_view word) {
  for (const auto result : kCheckResults) {
    if (word == english(result) || word == russian(result)) return result;
  }
  return std::nullopt;
}

}  // namespace estafeta::model
