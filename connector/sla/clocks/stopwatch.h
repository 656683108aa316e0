// Follows one clock through an incident's life: whether it runs, is paused, has stopped.
//
// Knows nothing of working hours; a meter lays over calendars what the clock ran. What it returns refers to
// the policy, which must outlive it. Not safe for several threads.
#pragma once

#include <optional>
#include <vector>

#include "connector/model/incident.h"
#include "connector/sla/clocks/ledger.h"
#include "connector/sla/clocks/policy.h"

namespace estafeta::sla {

// An event, or a correction that says what happened at an instant, at the time at which it counts: none
// before the incident's creation. Neither: a contract comes into force. `target` is in force after it; null:
// none.
struct Step {
  base::Instant at;
  const model::SlaEvent* event = nullptr;
  const model::Correction* correction = nullptr;
  const Target* target = nullptr;
};

// The steps until `now`, in the order in which they count; their targets are not filled in.
std::vector<Step> steps_of(const model::Incident& incident, base::Instant now);
// What people took out of every clock by `now`, as a set.
std::vector<calendar::Interval> exclusions_of(const model::Incident& incident, base::Instant now);
// A correction exists from when it was entered; one without an instant says nothing to the clocks.
bool says_when(const model::Correction& correction, base::Instant now);

enum class Phase { not_begun, running, paused, stopped };

// A cycle as it stands. A clock that runs once has one, and under `new_cycle` one for each reopening.
struct CycleState {
  int number = 1;
  base::Instant began;
  Phase phase = Phase::not_begun;
  const Target* judged_by = nullptr;  // the target in force, or when it stopped; null: none
  std::optional<base::Instant> stopped_at;
};

class Stopwatch {
 public:
  // At creation; `target` is in force then. What happens is told to `evidence`, which may be null.
  Stopwatch(const Policy& policy, std::size_t clock, const model::Incident& incident, const Target* target,
            std::vector<Evidence>* evidence);

  // Steps come in their order.
  void apply(const Step& step);

  Phase phase() const;
  const Target* target() const { return target_; }  // in force; null: none
  int cycle() const { return cycle_; }
  CycleState current() const;
  // The one that the last step stopped, though the same step may have started the next.
  const std::optional<CycleState>& stopped() const { return stopped_; }

 private:
  void begin(const model::Incident& incident);
  bool exists_for(const model::Incident& incident);
  void begin_now(base::Phrase why);
  void on_assigned(const model::SlaEvent& event);
  void on_contract();
  void retarget(const Step& step);
  void on_status(const model::SlaEvent& event);
  void enter_status(bool answers);
  void enter_status_in_cycles(const model::SlaEvent& event);
  void set_paused(bool paused);
  void note_unpaused_hold();
  void stop(bool for_good);
  void reopen();
  void begin_cycles(model::Actor by);
  void begin_cycle();
  void on_comment(const model::SlaEvent& event);
  void on_possible_answer(model::Actor by, bool open);
  void on_comment_in_cycles(const model::SlaEvent& event);
  void on_word_of_customer(bool with_status);
  bool on_word_of_staff();
  void on_correction(const model::Correction& correction);
  void note(bool counted, const char* key);
  void note_status(bool counted, const char* key);

  const ClockRule* rule_;
  std::size_t clock_;
  std::vector<Evidence>* evidence_;
  base::Instant at_;  // of the step being looked at
  base::JournalId journal_;
  const Target* target_;
  model::StatusWord status_;
  bool skipped_ = false;
  bool begun_ = false;
  bool paused_ = false;
  bool in_stopping_status_ = false;
  bool stopped_for_good_ = false;
  bool answered_elsewhere_ = false;  // as a correction says, and no later comment was told of yet
  base::Instant began_at_;           // the cycle
  std::optional<base::Instant> stopped_at_;
  const Target* stopped_target_ = nullptr;
  int cycle_ = 1;
  std::optional<CycleState> stopped_;
};

}  // namespace estafeta::sla
