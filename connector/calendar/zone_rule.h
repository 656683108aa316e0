// The rule by which a zone goes on after the last change its tzdata lists (about 2037): the POSIX text that
// ends a tzdata file, such as `CET-1CEST,M3.5.0,M10.5.0/3`. The date library does not read it.
#pragma once

#include <optional>
#include <string_view>

#include "connector/calendar/zone.h"

namespace estafeta::calendar {

// On the `week`th (5: last) `weekday` (0: Sunday) of the month, so many seconds of wall-clock time after
// midnight.
struct RuleDay {
  unsigned month = 1;
  unsigned week = 1;
  unsigned weekday = 0;
  base::Seconds time{7200};
};

struct ZoneRule {
  base::Seconds standard{0};  // east of UTC
  base::Seconds summer{0};
  RuleDay summer_begins;
  RuleDay summer_ends;

  ZoneStretch stretch_at(base::Instant instant) const;
};

// nullopt: no rule with summer time in it, or none of this form (the last offset then stays).
std::optional<ZoneRule> parse_zone_rule(std::string_view text);

}  // namespace estafeta::calendar
