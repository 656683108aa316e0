// What a clock of an incident counts as in statistics: met, breached, still open, or left out by a rule.
//
// A clock belongs to the day of the earlier of stop and breach. Where reopening begins a new cycle, it is
// breached if any cycle was, and belongs to the first breach. Of a clock in cycles each counts by itself.
// What is left out belongs to the day of creation, what is open to none. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connector/sla/incident/judge.h"

namespace estafeta::sla {

enum class Standing { met, breached, running, at_risk, paused, left_out };
inline constexpr int kStandings = 6;
std::string_view to_string(Standing standing);

// Why a clock enters no compliance.
enum class LeftOut {
  duplicate,      // of an incident of the same client
  correction,     // a person excluded the incident, with a reason
  staff_created,  // staff made it, and the policy gives such incidents no clock
  no_target,      // the policy promises nothing for it, or the clock has not begun
  no_contract,
  history_incomplete,
  unknown_status,
  gone,  // deleted, hidden, or an incident no more
};
inline constexpr int kLeftOutRules = 8;
std::string_view to_string(LeftOut rule);

struct Outcome {
  std::string clock;
  Standing standing = Standing::left_out;
  LeftOut rule = LeftOut::no_target;  // counts only if left out
  base::Instant counted_at;  // when it was decided; of what is left out, creation; of what is open, now
  int cycle = 1;             // the one that decided
  bool in_cycles = false;    // the clock has an outcome for each cycle
  model::ClockJudgement judgement;  // of that cycle; empty where the incident is not judged

  // By which outcomes of the same clock are told apart: 0 where it has only one.
  int counted_cycle() const { return in_cycles ? cycle : 0; }
  bool open() const {
    return standing == Standing::running || standing == Standing::at_risk || standing == Standing::paused;
  }
};

// Every clock of the incident's policy, and of one in cycles every cycle that was judged; response and
// resolution where no policy is in force.
std::vector<Outcome> outcomes(const Record& record, const Judged& judged, base::Instant now);

// The one of the same clock and cycle; null: there is none.
const Outcome* same_in(const std::vector<Outcome>& all, const Outcome& one);

// Whose figures it counts in: the client that had the contract, and where nobody had one, the project's.
std::string client_of(const Record& record, const Judged& judged);

// Who held the incident, and its priority, at that instant.
std::string department_at(const model::Incident& incident, base::Instant instant);
std::string priority_at(const model::Incident& incident, base::Instant instant);

}  // namespace estafeta::sla
