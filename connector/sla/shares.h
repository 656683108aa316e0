// Who held an incident while its time passed, and for whom it waited. Pure.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "connector/sla/ledger.h"

namespace estafeta::sla {

// For whom or what a stretch of time was held up; `other`: on hold without a reason, or in another status in
// which the clock pauses.
enum class Waiting { nobody, client, vendor, window, internal, other };
inline constexpr int kWaitingCount = 6;
std::string_view to_string(Waiting waiting);

Waiting waiting(const LedgerEntry& entry);

// What of a ledger one department held, by what the clock did and by whom was waited for. The shares of a
// ledger add up to wall time.
struct Share {
  std::string department;  // empty: nobody's
  std::array<std::array<base::Seconds, kWaitingCount>, kSpentCount> times{};

  base::Seconds of(Spent spent) const;
  base::Seconds of(Waiting waiting) const;
  base::Seconds total() const;
};
// In the order in which they first held it.
std::vector<Share> shares(const Ledger& ledger);

// How an incident went from department to department by `now`.
struct Bounces {
  int hand_overs = 0;  // from one department to another
  int returns = 0;     // of these, to one that had held it before
};
Bounces bounces(const model::Incident& incident, base::Instant now);

}  // namespace estafeta::sla
