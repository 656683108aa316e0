// What is promised: clocks, when they run, and targets by priority and other attributes.
//
// A policy is judged by the version in force when the incident was created. Amounts are whole seconds of a
// target's calendar. Plain data, immutable once parsed; safe to read from several threads.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/diagnostic.h"
#include "connector/base/time.h"
#include "connector/calendar/calendar.h"
#include "connector/document/node.h"
#include "connector/model/incident.h"
#include "connector/model/mapping.h"

namespace estafeta::sla {

// An exact share of a target, e.g. 3/4.
struct Fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;

  friend bool operator==(const Fraction&, const Fraction&) = default;
};

// `on_hold:client`, or `on_hold` for every reason and none.
struct StatusMatch {
  model::State state = model::State::unknown;
  std::optional<model::HoldReason> reason;

  // Here, as any_matches is, because clocks ask it for each event of years of incidents.
  bool matches(const model::StatusWord& status) const {
    return status.state == state && (!reason || *reason == status.reason);
  }
  friend bool operator==(const StatusMatch&, const StatusMatch&) = default;
};

inline bool any_matches(const std::vector<StatusMatch>& list, const model::StatusWord& status) {
  for (const StatusMatch& match : list) {
    if (match.matches(status)) return true;
  }
  return false;
}

struct ClockRule {
  std::string name;
  std::vector<StatusMatch> start_in;  // empty: the clock starts at creation
  bool stop_on_staff_comment = false;
  bool stop_on_left_new = false;
  std::vector<StatusMatch> stop_in;
  std::vector<StatusMatch> pause_in;
  bool resume_on_customer_comment = false;
  bool new_cycle = false;           // on reopening, what counted before is dropped
  bool skip_staff_created = false;  // no such clock for what staff created
  // Under carry_fraction: the least common multiple of the clock's targets, in which shares of all of them
  // are whole numbers.
  std::int64_t parts = 1;

  // Whether it stops when the service is back: not a clock that waits for an answer.
  bool ends_with_service() const;
  // Whether every hold pauses it, whatever the reason and without one.
  bool pauses_on_any_hold() const;
  // Else: the reasons for which a hold does; empty: none does.
  std::vector<model::HoldReason> pausing_reasons() const;
  // On hold without a reason, and so running on, though for some reason it would pause.
  bool lacks_hold_reason(const model::StatusWord& status) const;
};

struct Target {
  std::map<std::string, std::vector<std::string>> when;  // attribute -> values, any of which will do
  std::string calendar;                                  // its name, for people
  calendar::Calendar hours = calendar::Calendar::always();
  std::vector<base::Seconds> amounts;  // by the policy's clocks; 0: no target for that clock
};

struct Policy {
  std::vector<ClockRule> clocks;  // response and resolution first
  std::vector<Target> targets;
  bool carry_fraction = false;
  std::vector<Fraction> warn_at;  // ascending; at_risk begins at the first; empty: never

  // The first target whose `when` matches; null: none.
  const Target* target_for(const model::Incident& incident, const std::string& priority) const;
};

struct PolicyVersion {
  base::Date valid_from;
  Policy policy;
};

class PolicySet {
 public:
  // Keeps versions by date; the name is new or its versions are replaced.
  void add(const std::string& name, std::vector<PolicyVersion> versions);
  // Takes over every policy of the other set, with all its versions.
  void replace_with(const PolicySet& other);
  bool contains(const std::string& name) const { return policies_.contains(name); }
  // The version in force on that day; null: no such policy, or none yet.
  const PolicyVersion* find(const std::string& name, base::Date day) const;
  // By date; none where there is no such policy.
  const std::vector<PolicyVersion>& versions(const std::string& name) const;

 private:
  std::map<std::string, std::vector<PolicyVersion>> policies_;
};

// Which contract and which version of its policy judge an incident.
struct InForce {
  const model::Contract* contract = nullptr;
  const PolicyVersion* version = nullptr;
};

// Days are those of `zone`. nullopt: no contract on that day, or its policy has no version yet; the client
// may be null (a project of no client).
std::optional<InForce> in_force(const model::Client* client, const PolicySet& policies, base::Instant created,
                                const calendar::Zone& zone);

}  // namespace estafeta::sla
