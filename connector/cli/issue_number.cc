#include "connector/cli/issue_number.h"

#include <charconv>
#include <string_view>

namespace estafeta::cli {

base::Result<base::IssueId> read_issue_number(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with('#')) digits.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc{} && end == digits.data() + digits.size() && number > 0)
    return base::IssueId{number};
  return base::fail(base::Code::invalid_argument, base::Phrase("cli.bad_issue_number", {{"text", text}}));
}

}  // namespace estafeta::cli
