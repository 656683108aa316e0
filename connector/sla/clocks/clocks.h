// The clocks of one incident, which take its events one by one as they come in.
//
// One implementation for both: evaluate() feeds all steps at once, Clocks keeps the state between events. An
// event that comes in order costs one step of each clock and at most one look-up in a calendar; a judgement
// one look-up more. Only what changes the past (an event out of order, a correction, a look back) replays the
// life. Not safe for several threads.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "connector/model/incident.h"
#include "connector/sla/clocks/evaluate.h"
#include "connector/sla/clocks/meter.h"
#include "connector/sla/clocks/policy.h"
#include "connector/sla/clocks/stopwatch.h"

namespace estafeta::sla {

// Which cycles that are over are kept: those the judgement counts, or those of `new_cycle` as well.
enum class Keep { counted, all };

// All clocks at one point of a life. Refers to the policy and, apart from events, to the incident; stays
// where it is.
class ClockRun {
 public:
  // At creation, as known at `now`.
  ClockRun(const Policy& policy, const model::Incident& incident, base::Instant now,
           Keep keep = Keep::counted);
  ClockRun(const ClockRun&) = delete;
  ClockRun& operator=(const ClockRun&) = delete;

  // Steps come in their order.
  void apply(Step step);
  // Without events that are still to come.
  model::Judgement judge(base::Instant now);
  // Of each clock, the one under way last.
  std::vector<std::vector<JudgedCycle>> cycles(base::Instant now);

 private:
  struct Clock {
    Stopwatch watch;
    Meter meter;
    base::Instant running_since;
    bool keeps = false;              // the cycles that are over
    std::vector<JudgedCycle> ended;  // those that were judged

    Meter::Reading read(base::Instant now);
  };

  void apply(Clock& clock, const Step& step) const;
  static Meter::Reading reading_in_cycles(Clock& clock, base::Instant now);

  const Policy& policy_;
  const model::Incident& incident_;
  std::vector<calendar::Interval> excluded_;
  const Target* target_;
  std::vector<Clock> clocks_;
};

class Clocks {
 public:
  // The policy must outlive it.
  Clocks(const Policy& policy, model::Incident incident);

  void add(model::SlaEvent event);
  void add(model::Correction correction);
  // The same as evaluate() of all that was added, in that order.
  model::Judgement judgement(base::Instant now);

  const model::Incident& incident() const { return incident_; }
  // How often the life was replayed from its beginning.
  int replays() const { return replays_; }

 private:
  base::Instant at(std::size_t event) const { return incident_.events[event].at; }
  void insert(std::size_t event);
  void replay(base::Instant now);

  const Policy& policy_;
  model::Incident incident_;
  std::vector<std::size_t> order_;          // of events, by time; ties as they came
  std::size_t applied_ = 0;                 // of `order_`
  std::optional<base::Instant> last_fact_;  // the last correction or contract that was applied
  base::Instant now_;                       // of the last judgement
  std::unique_ptr<ClockRun> run_;           // null: to be replayed
  int replays_ = 0;
};

}  // namespace estafeta::sla
