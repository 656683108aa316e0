// What of a signed month would be different today, clock by clock, and why. The signed figures stay.
//
// Pure; not safe for several threads.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "connector/sla/statistics/sign_off.h"

namespace estafeta::sla {

enum class Why {
  excluded,    // left out by a rule now
  correction,  // a person entered a fact, or changed or took back one
  went_on,     // it was reopened or decided after the signing
  history,     // what the tracker tells of the time before the signing is different
  came_in,     // the incident was not among those signed: created, moved here, or made an incident later
  rules,       // policy, calendar or contract
};
std::string_view to_string(Why why);

// What a clock counts as.
struct Counted {
  Standing standing = Standing::met;
  LeftOut rule = LeftOut::no_target;
  std::optional<base::Seconds> elapsed;
};

struct Restatement {
  base::IssueId issue;
  std::string clock;
  std::optional<Counted> was;  // none: it did not belong to the month
  std::optional<Counted> is;   // none: it does not any more
  Why why = Why::rules;
  int cycle = 0;  // of a clock in cycles
};

struct MetAndBreached {
  int met = 0;
  int breached = 0;

  friend bool operator==(const MetAndBreached&, const MetAndBreached&) = default;
};

struct Restated {
  SignOff sign_off;
  std::map<std::string, MetAndBreached> signed_figures;  // by clock
  std::map<std::string, MetAndBreached> figures;         // of today
  std::vector<Restatement> restatements;                 // by issue
};

class Restater {
 public:
  // Judges an incident again as of that instant.
  using JudgeAsOf = std::function<Judged(const Record& record, base::Instant then)>;

  Restater(SignOff sign_off, calendar::Zone zone, base::Instant now, JudgeAsOf judge);
  // Every incident, of whatever client, each once; `judged` as of `now`.
  void add(const Record& record, const Judged& judged);
  // Once. Signed clocks whose incident is not there any more are restated, too.
  Restated restated();

 private:
  Why why(const Record& record, const SignedClock* was, const Outcome* is) const;
  bool came_in(const model::Incident& incident) const;
  void compare(const Record& record, const SignedClock* was, const Outcome& is, bool belongs);

  calendar::Zone zone_;
  base::Instant now_;
  JudgeAsOf judge_;
  Restated result_;
  std::map<std::tuple<base::IssueId, std::string, int>, std::size_t>
      left_;  // by issue, clock and cycle, into the sign-off's clocks: not met yet
};

}  // namespace estafeta::sla
