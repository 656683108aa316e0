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
#include "connector/sla/clocks/credit_terms.h"
#include "connector/sla/clocks/warning.h"

namespace estafeta::sla {

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

// Whether a clock runs once, or in cycles, each of which is judged from its own start.
enum class ClockKind {
  once,
  next_reply,  // from an unanswered comment of the customer to the answer
  update,      // from one word of staff to the next, while the incident is open
};
inline constexpr int kClockKinds = 3;
std::string_view to_string(ClockKind kind);

// What a clock that runs once starts on; where states start it, `start_in` names them.
enum class StartOn {
  creation,
  assigned_to_group,  // the first time a group holds the issue
  contract,           // creation, or the day on which a contract comes into force afterwards
};
inline constexpr int kStartOns = 3;
std::string_view to_string(StartOn on);

struct ClockRule {
  std::string name;
  ClockKind kind = ClockKind::once;
  bool from_creation = false;  // next_reply: what the customer created is a question already
  StartOn start_on = StartOn::creation;
  std::vector<StatusMatch> start_in;  // the first of them starts the clock; empty: `start_on` does
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

  bool runs_in_cycles() const { return kind != ClockKind::once; }
  // Whether it stops when the service is back: not a clock that waits for an answer.
  bool ends_with_service() const;
  // Whether every hold pauses it, whatever the reason and without one.
  bool pauses_on_any_hold() const;
  // Else: the reasons for which a hold does; empty: none does.
  std::vector<model::HoldReason> pausing_reasons() const;
  // On hold without a reason, and so running on, though for some reason it would pause.
  bool lacks_hold_reason(const model::StatusWord& status) const;
};

// What a target promises for one clock.
struct Amount {
  enum class Kind : std::uint8_t {
    none,
    time,       // open time
    same_time,  // the same time, `days` working days on
    closing,    // the end of the working day `days` working days on
  };
  Kind kind = Kind::none;
  base::Seconds time{0};
  int days = 0;

  friend bool operator==(const Amount&, const Amount&) = default;
};

// By the hour of creation.
struct CreatedWhen {
  bool open = true;      // within the calendar's hours; else outside of them
  std::string calendar;  // its name, for people
  calendar::Calendar hours = calendar::Calendar::always();
};

struct Target {
  std::map<std::string, std::vector<std::string>> when;  // attribute -> values, any of which will do
  std::vector<CreatedWhen> created;                      // all of which must hold
  std::string calendar;                                  // its name, for people
  calendar::Calendar hours = calendar::Calendar::always();
  std::vector<Amount> amounts;  // by the policy's clocks

  bool promises(std::size_t clock) const { return amounts[clock].kind != Amount::Kind::none; }
  // In open seconds, for a clock or a cycle that started then: what is promised in days is turned into them
  // at the start. 0: nothing is promised.
  base::Seconds open_time(std::size_t clock, base::Instant start) const {
    const Amount& amount = amounts[clock];
    return amount.kind == Amount::Kind::time ? amount.time : open_time_of_days(amount, start);
  }

 private:
  base::Seconds open_time_of_days(const Amount& amount, base::Instant start) const;
};

struct Policy {
  std::vector<ClockRule> clocks;  // response and resolution first
  std::vector<Target> targets;
  bool carry_fraction = false;
  std::vector<Warning> warn_at;  // at_risk begins at the earliest before the target; empty: never
  CreditTerms credits;           // no clock is judged by them

  // The first target whose `when` matches; null: none.
  const Target* target_for(const model::Incident& incident, const std::string& priority) const;
  // Whether a contract that comes into force later starts a clock of what was created before.
  bool starts_by_contract() const;
  // Whether each stretch of that clock uses up its own target: cycles are judged by one.
  bool carries(std::size_t clock) const { return carry_fraction && !clocks[clock].runs_in_cycles(); }
};

struct PolicyVersion {
  base::Date valid_from{};
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

// A contract that came into force after what it judges was created.
struct LaterContract {
  InForce in_force;
  base::Instant from;  // its first instant
};
// The first one that comes into force after the day of creation, whether that day has come or not. nullopt:
// none does.
std::optional<LaterContract> later_contract(const model::Client* client, const PolicySet& policies,
                                            base::Instant created, const calendar::Zone& zone);
// The same of versions of a policy that no contract names. Null pointer of the contract.
std::optional<LaterContract> later_version(const std::string& policy, const PolicySet& policies,
                                           base::Instant created, const calendar::Zone& zone);

}  // namespace estafeta::sla
