#include "connector/calendar/zone_rule.h"

#include <array>
#include <charconv>

namespace estafeta::calendar {

namespace {

using base::Instant;
using base::Seconds;

// Reads the text piece by piece; once a piece is missing, everything after it fails too.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  bool skip(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char wanted) { ok_ = skip(wanted) && ok_; }

  // `CET`, `<+1030>`.
  void name() {
    const bool quoted = skip('<');
    const std::size_t end = rest_.find_first_of(quoted ? ">" : "+-0123456789,");
    ok_ = ok_ && end != 0 && (!quoted || end != std::string_view::npos);
    rest_.remove_prefix(std::min(end, rest_.size()));
    if (quoted) expect('>');
  }

  int number() {
    int value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    ok_ = ok_ && error == std::errc{} && value >= 0 && value <= 200;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  // `3`, `-1`, `10:30`, `50`.
  Seconds time() {
    const bool negative = skip('-');
    if (!negative) skip('+');
    Seconds value = std::chrono::hours(number());
    if (skip(':')) value += std::chrono::minutes(number());
    if (skip(':')) value += Seconds(number());
    return negative ? -value : value;
  }

  bool at_time() const { return !rest_.empty() && rest_.front() != ','; }

  // `M3.5.0/3`.
  RuleDay day() {
    RuleDay day;
    expect(',');
    expect('M');
    day.month = static_cast<unsigned>(number());
    expect('.');
    day.week = static_cast<unsigned>(number());
    expect('.');
    day.weekday = static_cast<unsigned>(number());
    if (skip('/')) day.time = time();
    ok_ = ok_ && day.month >= 1 && day.month <= 12 && day.week >= 1 && day.week <= 5 && day.weekday <= 6;
    return day;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

Instant change(const RuleDay& rule, std::chrono::year year, Seconds offset_before) {
  const std::chrono::weekday weekday(rule.weekday);
  const auto month = year / std::chrono::month(rule.month);
  const std::chrono::sys_days date = rule.week == 5
                                         ? std::chrono::sys_days(month / weekday[std::chrono::last])
                                         : std::chrono::sys_days(month / weekday[rule.week]);
  return date + rule.time - offset_before;
}

}  // namespace

ZoneStretch ZoneRule::stretch_at(Instant instant) const {
  const auto year = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(instant)).year();
  ZoneStretch found{Instant::min(), Instant::max(), standard};
  for (int step = -1; step <= 1; ++step) {
    const std::chrono::year near = year + std::chrono::years(step);
    const std::array<ZoneStretch, 2> begins{
        ZoneStretch{change(summer_begins, near, standard), {}, summer},
        ZoneStretch{change(summer_ends, near, summer), {}, standard},
    };
    for (const ZoneStretch& begin : begins) {
      if (begin.begin > instant) {
        found.end = std::min(found.end, begin.begin);
      } else if (begin.begin > found.begin) {
        found.begin = begin.begin;
        found.offset = begin.offset;
      }
    }
  }
  return found;
}

std::optional<ZoneRule> parse_zone_rule(std::string_view text) {
  RuleReader reader(text);
  ZoneRule rule;
  reader.name();
  rule.standard = -reader.time();  // POSIX counts west of Greenwich
  if (!reader.ok() || reader.at_end()) return std::nullopt;
  reader.name();
  rule.summer = reader.at_time() ? -reader.time() : rule.standard + std::chrono::hours(1);
  rule.summer_begins = reader.day();
  rule.summer_ends = reader.day();
  if (!reader.ok() || !reader.at_end()) return std::nullopt;
  return rule;
}

}  // namespace estafeta::calendar
