// The stretch of days a report is about, and the one before it for the trend. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connector/base/time.h"

namespace estafeta::sla {

// Both days belong to it.
struct Period {
  base::Date from{};
  base::Date until{};

  bool holds(base::Date day) const { return from <= day && day <= until; }
  friend bool operator==(const Period&, const Period&) = default;
};

Period month_of(base::Date day);
// `2026-10`; nullopt for anything else.
std::optional<Period> parse_month(std::string_view text);
// `2026-10`.
std::string format_month(base::Date day);
bool is_month(const Period& period);

// Whole months: as many whole months before them; else as many days.
Period before(const Period& period);
// The last month that was over on that day.
Period last_full_month(base::Date today);

}  // namespace estafeta::sla
