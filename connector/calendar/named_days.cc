#include "connector/calendar/named_days.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <utility>

#include "connector/base/text.h"
#include "connector/calendar/calendar.h"

namespace estafeta::calendar {

namespace {

using base::Date;
using std::chrono::days;
using std::chrono::month_day;
using std::chrono::sys_days;
using std::chrono::year;

constexpr std::array<std::string_view, 5> kWhich{"first", "second", "third", "fourth", "last"};
constexpr std::array<std::string_view, 7> kWeekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
// No holiday of any church or state lies further from Easter.
constexpr int kFarFromEaster = 200;

year first_year() {
  return Date(std::chrono::floor<days>(kHorizonBegin)).year();
}
year end_year() {
  return Date(std::chrono::floor<days>(kHorizonEnd)).year();
}

template <std::size_t kSize>
std::optional<std::size_t> place_in(const std::array<std::string_view, kSize>& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<std::size_t>(found - words.begin());
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// `12-31`
std::optional<month_day> day_of_year(std::string_view text) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  const auto month = number(text.substr(0, 2)), day = number(text.substr(3));
  if (!month || !day || *month < 1 || *day < 1) return std::nullopt;
  const month_day found{std::chrono::month(static_cast<unsigned>(*month)),
                        std::chrono::day(static_cast<unsigned>(*day))};
  return found.ok() ? std::optional(found) : std::nullopt;
}

void add_range(sys_days from, sys_days to, std::vector<Date>& dates) {
  for (auto day = from; day <= to; day += days(1)) dates.emplace_back(day);
}

std::optional<NamedDays> dated(std::string_view from, std::string_view to) {
  const auto first = base::parse_date(from), last = base::parse_date(to);
  if (!first || !last || *last < *first) return std::nullopt;
  NamedDays named;
  add_range(*first, *last, named.dates);
  return named;
}

std::optional<NamedDays> each_year(const std::function<void(year, std::vector<Date>&)>& add) {
  NamedDays named;
  named.every_year = true;
  for (year one = first_year(); one < end_year(); ++one) add(one, named.dates);
  return named;
}

// One that ends before it begins goes on into the next year.
std::optional<NamedDays> range_of_each_year(std::string_view from, std::string_view to) {
  const auto first = day_of_year(from), last = day_of_year(to);
  if (!first || !last) return std::nullopt;
  return each_year([&](year one, std::vector<Date>& dates) {
    const Date begin{one, first->month(), first->day()};
    const Date end{*last < *first ? one + std::chrono::years(1) : one, last->month(), last->day()};
    const bool is_one_day = *first == *last;
    if (is_one_day && !begin.ok()) return;  // 29 February
    // A border that the year lacks is the day after it, or before it.
    add_range(sys_days(begin), end.ok() ? sys_days(end) : sys_days(end) - days(1), dates);
  });
}

// `last monday of may`
std::optional<NamedDays> weekday_of_month(std::string_view text) {
  std::array<std::string_view, 4> words;
  for (auto& word : words) {
    const auto space = std::min(text.find(' '), text.size());
    word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  const auto which = place_in(kWhich, words[0]);
  const auto weekday = place_in(kWeekdays, words[1]);
  const auto month_place = place_in(kMonths, words[3]);
  if (!which || !weekday || words[2] != "of" || !month_place || !text.empty()) return std::nullopt;
  const std::chrono::weekday day(static_cast<unsigned>(*weekday));
  const std::chrono::month month(static_cast<unsigned>(*month_place + 1));
  const bool is_last = *which + 1 == kWhich.size();
  return each_year([&](year one, std::vector<Date>& dates) {
    dates.emplace_back(is_last ? sys_days(one / month / day[std::chrono::last])
                               : sys_days(one / month / day[static_cast<unsigned>(*which + 1)]));
  });
}

// `easter+1`
std::optional<NamedDays> around_easter(std::string_view text) {
  constexpr std::string_view kOrthodox = "orthodox_", kEaster = "easter";
  const bool orthodox = text.starts_with(kOrthodox);
  if (orthodox) text.remove_prefix(kOrthodox.size());
  if (!text.starts_with(kEaster)) return std::nullopt;
  text.remove_prefix(kEaster.size());
  int offset = 0;
  if (!text.empty()) {
    const auto distance = number(text.substr(1));
    if ((text.front() != '+' && text.front() != '-') || !distance || *distance < 0 ||
        *distance > kFarFromEaster)
      return std::nullopt;
    offset = text.front() == '-' ? -*distance : *distance;
  }
  return each_year([&](year one, std::vector<Date>& dates) {
    dates.emplace_back(sys_days(orthodox ? orthodox_easter(one) : easter(one)) + days(offset));
  });
}

}  // namespace

// The anonymous algorithm of 1876, as Meeus (Astronomical Algorithms, chapter 8) gives it.
Date easter(year of) {
  const int y = static_cast<int>(of);
  const int a = y % 19, b = y / 100, c = y % 100;
  const int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int place = h + l - 7 * m + 114;
  return {of, std::chrono::month(static_cast<unsigned>(place / 31)),
          std::chrono::day(static_cast<unsigned>(place % 31 + 1))};
}

// By Meeus too; the calendars lie as many days apart as the Julian one had more leap years.
Date orthodox_easter(year of) {
  const int y = static_cast<int>(of);
  const int a = y % 4, b = y % 7, c = y % 19;
  const int d = (19 * c + 15) % 30, e = (2 * a + 4 * b - d + 34) % 7;
  const int place = d + e + 114;
  const Date julian{of, std::chrono::month(static_cast<unsigned>(place / 31)),
                    std::chrono::day(static_cast<unsigned>(place % 31 + 1))};
  return Date(sys_days(julian) + days(y / 100 - y / 400 - 2));
}

std::optional<NamedDays> read_days(std::string_view text) {
  text = base::trimmed(text);
  const auto dots = text.find("..");
  const auto from = text.substr(0, dots), to = dots == std::string_view::npos ? text : text.substr(dots + 2);
  if (auto named = dated(from, to)) return named;
  if (auto named = range_of_each_year(from, to)) return named;
  if (dots != std::string_view::npos) return std::nullopt;
  if (auto named = weekday_of_month(text)) return named;
  return around_easter(text);
}

}  // namespace estafeta::calendar
