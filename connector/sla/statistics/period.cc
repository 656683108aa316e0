#include "connector/sla/statistics/period.h"

namespace estafeta::sla {

namespace {

using std::chrono::months;
using std::chrono::sys_days;

base::Date first_day(base::Date day) {
  return {day.year(), day.month(), std::chrono::day{1}};
}

base::Date last_day(base::Date day) {
  return {day.year() / day.month() / std::chrono::last};
}

}  // namespace

Period month_of(base::Date day) {
  return {first_day(day), last_day(day)};
}

std::optional<Period> parse_month(std::string_view text) {
  const auto day = base::parse_date(std::string(text) + "-01");
  if (text.size() != 7 || !day) return std::nullopt;
  return month_of(*day);
}

std::string format_month(base::Date day) {
  return base::format_date(day).substr(0, 7);
}

bool is_month(const Period& period) {
  return period == month_of(period.from);
}

Period before(const Period& period) {
  const base::Date eve(sys_days(period.from) - std::chrono::days(1));
  if (period.from == first_day(period.from) && period.until == last_day(period.until)) {
    const auto length = period.until.year() / period.until.month() - period.from.year() / period.from.month();
    return {first_day(period.from) - (length + months(1)), eve};
  }
  return {base::Date(sys_days(eve) - (sys_days(period.until) - sys_days(period.from))), eve};
}

Period last_full_month(base::Date today) {
  return month_of(base::Date(sys_days(first_day(today)) - std::chrono::days(1)));
}

}  // namespace estafeta::sla
