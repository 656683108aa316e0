// Whether a department agrees to the dates of its task. It is asked as soon as the task has dates: until so
// many of its working hours later it may move them, and silence is consent. Pure.
#pragma once

#include <optional>
#include <string>

#include "connector/change/tree/tree.h"

namespace estafeta::change {

struct Consent {
  enum class How {
    asked,        // still has time
    silent,       // nobody moved the dates in time
    taken,        // somebody is at it already
    moved,        // the department chose other dates in time
    moved_later,  // after it had counted as agreed
  };
  How how = How::asked;
  base::Instant until;  // they may be moved
  std::string person;   // of moved, moved_later
  base::Instant at;     // likewise
};

// Nothing: that department is not asked, or the task has ended or is not made yet. Whoever of the staff moves
// the dates speaks for the department, but for the change's TAM and Estafeta: what they set is what it is
// asked about.
std::optional<Consent> consent_of(const Rules& rules, const Situation& situation, const Node& node);

}  // namespace estafeta::change
