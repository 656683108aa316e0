// What a client gets back of a month's fee where a promise was not kept (`credits` of a policy).
//
// Plain data; reading appends what is wrong, with its place, to the diagnostics.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/diagnostic.h"
#include "connector/calendar/calendar.h"
#include "connector/document/node.h"

namespace estafeta::sla {

// Thousandths of a percent: 99.95 % is 99950.
using Percent = std::int64_t;
inline constexpr Percent kFull = 100'000;

// For less than that.
struct CreditBand {
  Percent below = 0;
  Percent credit = 0;

  friend bool operator==(const CreditBand&, const CreditBand&) = default;
};

// What is down is told by incidents.
struct AvailabilityTerms {
  std::map<std::string, std::vector<std::string>>
      outages;           // attribute or `priority` -> values, any of which will do
  std::string calendar;  // its name, for people
  calendar::Calendar hours = calendar::Calendar::always();  // in which the service is promised
  std::vector<CreditBand> bands;                            // from the highest bound
};

struct CreditTerms {
  std::map<std::string, std::vector<CreditBand>> compliance;  // by clock; from the highest bound
  std::map<std::string, Percent> each_breach;                 // by clock
  std::optional<AvailabilityTerms> availability;
  std::optional<Percent> most;

  bool empty() const { return compliance.empty() && each_breach.empty() && !availability; }
};

// The band that was missed: the one with the lowest bound; null: none was.
const CreditBand* missed(const std::vector<CreditBand>& bands, Percent reached);

// `clocks`: those of the policy, by name.
CreditTerms read_credits(const document::Node& node, const std::vector<std::string>& clocks,
                         const calendar::CalendarSet& calendars, base::Diagnostics& diagnostics);

}  // namespace estafeta::sla
