#include "connector/calendar/spec.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "connector/calendar/compile.h"
#include "connector/calendar/named_days.h"
#include "connector/document/schema.h"
#include "connector/document/value.h"

namespace estafeta::calendar {

namespace {

using base::Diagnostics;
using base::Phrase;
using base::Seconds;
using document::Node;

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

void report(Diagnostics& diagnostics, const base::Location& where, Phrase what) {
  diagnostics.push_back({base::Severity::error, std::move(what), where});
}

std::optional<int> two_digits(std::string_view text) {
  if (text.size() < 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
    return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

// `09:00`, `24:00`, `17:29:30`.
std::optional<Seconds> parse_clock(std::string_view text) {
  const bool has_seconds = text.size() == 8 && text[5] == ':';
  if ((text.size() != 5 && !has_seconds) || text[2] != ':') return std::nullopt;
  const auto hour = two_digits(text), minute = two_digits(text.substr(3));
  const auto second = has_seconds ? two_digits(text.substr(6)) : 0;
  if (!hour || !minute || !second || *minute > 59 || *second > 59) return std::nullopt;
  const auto time = std::chrono::hours(*hour) + std::chrono::minutes(*minute) + Seconds(*second);
  return time <= std::chrono::hours(24) ? std::optional<Seconds>(time) : std::nullopt;
}

class SpecReader {
 public:
  explicit SpecReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  CalendarSpec read(const Node& node) {
    if (node.find("timezone") == nullptr) problem(node.where, "calendar.timezone_missing");
    for (const auto& [key, value] : node.entries) read_entry(key, value);
    return std::move(spec_);
  }

 private:
  void problem(const base::Location& where, const char* key) { report(diagnostics_, where, Phrase(key)); }
  void problem(const base::Location& where, const char* key, std::string text) {
    report(diagnostics_, where, Phrase(key, {{"text", std::move(text)}}));
  }

  void read_entry(const Node::Key& key, const Node& value) {
    if (key.text == "timezone") {
      read_zone(value);
    } else if (key.text == "week") {
      read_week(value);
    } else if (key.text == "holidays") {
      read_holidays(value);
    } else if (key.text == "exceptions") {
      read_exceptions(value);
    } else {
      problem(key.where, "calendar.unknown_key", key.text);
    }
  }

  void read_zone(const Node& value) {
    const auto zone = Zone::find(value.text);
    if (zone) {
      spec_.zone = *zone;
    } else {
      problem(value.where, "calendar.timezone_unknown", value.text);
    }
  }

  void read_week(const Node& value) {
    if (!value.is_map() && !value.is_null()) return problem(value.where, "calendar.week_not_a_map");
    if (value.entries.empty()) return problem(value.where, "calendar.week_empty");
    for (const auto& [key, shifts] : value.entries) {
      const auto day = std::find(kDays.begin(), kDays.end(), key.text);
      if (day == kDays.end()) {
        problem(key.where, "calendar.day_unknown", key.text);
      } else {
        spec_.week[static_cast<std::size_t>(day - kDays.begin())] = read_shifts(shifts);
      }
    }
  }

  void read_holidays(const Node& value) {
    if (!value.is_list() && !value.is_null()) return problem(value.where, "calendar.holidays_not_a_list");
    for (const Node& item : value.items) {
      const std::string text = item.is_scalar() ? item.text : document::brief(item);
      const auto named = read_named(text, item.where);
      if (named) spec_.holidays.insert(named->dates.begin(), named->dates.end());
    }
  }

  void read_exceptions(const Node& value) {
    if (!value.is_map() && !value.is_null()) return problem(value.where, "calendar.exceptions_not_a_map");
    std::map<base::Date, std::vector<Shift>> dated;
    for (const auto& [key, shifts] : value.entries) {
      const auto named = read_named(key.text, key.where);
      const auto read = read_shifts(shifts);
      if (!named) continue;
      for (const auto date : named->dates)
        (named->every_year ? spec_.exceptions : dated).insert_or_assign(date, read);
    }
    // What is said of one year counts more than what is said of all.
    for (auto& [date, shifts] : dated) spec_.exceptions.insert_or_assign(date, std::move(shifts));
  }

  std::optional<NamedDays> read_named(const std::string& text, const base::Location& where) {
    auto named = read_days(text);
    if (!named) problem(where, "calendar.date_bad", text);
    return named;
  }

  std::vector<Shift> read_shifts(const Node& value) {
    std::vector<Shift> shifts;
    if (!value.is_list() && !value.is_null()) problem(value.where, "calendar.shifts_not_a_list");
    for (const Node& item : value.items) {
      if (const auto shift = parse_shift(item.text)) {
        shifts.push_back(*shift);
      } else {
        problem(item.where, "calendar.shift_bad", item.text);
      }
    }
    return shifts;
  }

  Diagnostics& diagnostics_;
  CalendarSpec spec_;
};

}  // namespace

const std::vector<Shift>& CalendarSpec::shifts_of(base::Date date) const {
  static const std::vector<Shift> kNone;
  if (const auto exception = exceptions.find(date); exception != exceptions.end()) return exception->second;
  if (holidays.contains(date)) return kNone;
  return week[std::chrono::weekday(std::chrono::sys_days(date)).iso_encoding() - 1];
}

std::optional<Shift> parse_shift(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto open = parse_clock(text.substr(0, dash));
  const auto close = parse_clock(text.substr(dash + 1));
  if (!open || !close || *open == std::chrono::hours(24)) return std::nullopt;
  return Shift{*open, *close > *open ? *close : *close + std::chrono::hours(24)};
}

std::optional<CalendarSpec> parse_spec(const Node& node, Diagnostics& diagnostics) {
  if (!node.is_map()) {
    report(diagnostics, node.where, Phrase("calendar.not_a_map"));
    return std::nullopt;
  }
  Diagnostics found;
  CalendarSpec spec = SpecReader(found).read(node);
  if (found.empty() && never_open(spec)) report(found, node.where, Phrase("calendar.never_open"));
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  if (!found.empty()) return std::nullopt;
  return spec;
}

}  // namespace estafeta::calendar
