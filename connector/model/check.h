// What came of a check (TaskKind::check), as people choose it among the values that the task hands over.
//
// The words stand in the form of the task, in the language of the change; words of every language are
// understood. Plain data; no thread rule.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace estafeta::model {

enum class CheckResult { passed, failed, not_tested };
inline constexpr std::array kCheckResults{CheckResult::passed, CheckResult::failed, CheckResult::not_tested};

// The names of the values: the result, and a word on it, which may be left empty.
inline constexpr const char* kCheckResult = "result";
inline constexpr const char* kCheckRemark = "remark";

// Where a language has none: English.
std::string_view word_of(CheckResult result, std::string_view language);
// Nothing: it is no such word.
std::optional<CheckResult> check_result_from(std::string_view word);

}  // namespace estafeta::model
