// What a calendar says, before it is compiled: a zone, shifts by day of the week, holidays, exceptions.
//
// A date's rule (exception, else holiday, else day of the week) says which shifts begin on that date. Days
// that come every year stand among holidays and exceptions as the dates they fall on. Plain data.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/diagnostic.h"
#include "connector/base/time.h"
#include "connector/calendar/zone.h"
#include "connector/document/node.h"

namespace estafeta::calendar {

// Wall-clock time from the midnight that begins the date. A shift that runs into the next day closes after 24
// h.
struct Shift {
  base::Seconds open{0};
  base::Seconds close{0};

  friend bool operator==(const Shift&, const Shift&) = default;
};

struct CalendarSpec {
  Zone zone = Zone::utc();
  std::array<std::vector<Shift>, 7> week;  // Monday first
  std::set<base::Date> holidays;
  std::map<base::Date, std::vector<Shift>> exceptions;

  const std::vector<Shift>& shifts_of(base::Date date) const;

  friend bool operator==(const CalendarSpec&, const CalendarSpec&) = default;
};

// `09:00-18:00`, `22:00-06:00` (ends next day), `00:00-24:00`, `08:30:00-17:29:30`.
std::optional<Shift> parse_shift(std::string_view text);

// Reads one calendar; every problem goes to `diagnostics`, a calendar that is never open among them.
std::optional<CalendarSpec> parse_spec(const document::Node& node, base::Diagnostics& diagnostics);

}  // namespace estafeta::calendar
