// Where each second of an incident's life went, clock by clock, and why: what a breach is explained from.
//
// The entries of a ledger follow one another without a gap from creation to `now`, so their lengths add up to
// wall time exactly. Where two hold, stopped comes before excluded before paused before holiday before closed
// before running. A closed second is a holiday's if it lies on a local date on which no shift begins, though
// one would on that day of the week.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/phrase.h"
#include "connector/model/incident.h"
#include "connector/sla/clocks/policy.h"

namespace estafeta::sla {

enum class Spent {
  running,
  closed,  // outside the calendar's hours
  holiday,
  paused,  // the status says for what
  excluded,
  stopped,
  none,  // the clock had not begun, or no target was in force
};
inline constexpr int kSpentCount = 7;
std::string_view to_string(Spent spent);

struct LedgerEntry {
  base::Instant start;
  base::Instant end;
  Spent spent = Spent::none;
  model::StatusWord status;
  std::string department;
  int cycle = 1;  // of a clock in cycles; else it rises with every reopening under `new_cycle`

  base::Seconds length() const { return end - start; }
  friend bool operator==(const LedgerEntry&, const LedgerEntry&) = default;
};

// What an event did to the clock, or why it did nothing although one might think so.
struct Evidence {
  base::Instant at;
  base::JournalId journal;  // 0: the creation, or unknown
  bool counted = true;
  base::Phrase what;
  bool retargets = false;  // another target holds from here on, or none

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct Ledger {
  std::string clock;
  ClockKind kind = ClockKind::once;
  std::string calendar;  // of the target by which the clock is judged; empty: none
  std::optional<calendar::Calendar> hours;
  bool carried = false;  // under carry_fraction: each stretch used up its own target
  std::vector<LedgerEntry> entries;
  std::vector<Evidence> evidence;

  base::Seconds total(Spent spent) const;
};

// One ledger a clock, in the policy's order.
std::vector<Ledger> ledgers(const Policy& policy, const model::Incident& incident, base::Instant now);

}  // namespace estafeta::sla
