// A file of holidays.
#include "connector/document/ical.h"

#include "tests/fuzz/problems.h"

using namespace estafeta;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr base::Date kUntil{std::chrono::year{2029}, std::chrono::month{1}, std::chrono::day{1}};
  const auto text = fuzz::view(data, size);
  const auto days = document::parse_ical_days(text, "f.ics", kUntil);
  if (!days) {
    fuzz::require(!days.error().empty(), "a reason for what is refused");
    fuzz::require_said(days.error(), text, "f.ics");
    return 0;
  }
  for (const auto& day : *days) fuzz::require(day.ok(), "days that exist");
  return 0;
}
