// What is asked and counted once a day of a client for the page of the TAM's role: who has the role, what
// time they recorded, how the clocks did before the client had a TAM and since. Plain data; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/time.h"

namespace estafeta::views {

struct TamPerson {
  base::PrincipalId id;
  std::string name;

  friend bool operator==(const TamPerson&, const TamPerson&) = default;
};

// What one of them recorded for the client.
struct TamHours {
  std::string person;           // by name
  base::Seconds this_month{0};  // of the month under way
  base::Seconds last_month{0};  // of the one before

  friend bool operator==(const TamHours&, const TamHours&) = default;
};

// Clocks that were decided, of all kinds.
struct DecidedClocks {
  int met = 0;
  int breached = 0;

  friend bool operator==(const DecidedClocks&, const DecidedClocks&) = default;
};

struct TamFacts {
  std::vector<TamPerson> tams;  // by name
  std::vector<TamPerson> deputies;
  std::optional<std::vector<TamHours>> hours;  // none: the tracker keeps no times there
  // Of the twelve months that the page is about, up to the last midnight.
  DecidedClocks before;  // the day on which the client got its TAM
  DecidedClocks since;   // that day; of a client without such a day, all

  friend bool operator==(const TamFacts&, const TamFacts&) = default;
};

}  // namespace estafeta::views
