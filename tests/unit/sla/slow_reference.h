// The semantics of a clock told minute by minute: slow, obvious, and written apart from the product.
//
// Everything in a life is on whole minutes, so that a minute is either all open or all closed, all running or
// not.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {

// How one clock stands after all events up to an instant, found by replaying them from creation.
struct Snapshot {
  model::StatusWord status;
  std::string priority;
  bool paused = false;
  std::optional<base::Instant> stopped_at;
  bool for_good = false;
  std::string priority_at_stop;
  base::Instant cycle_begin;
};

class SlowReference {
 public:
  SlowReference(const Policy& policy, std::size_t clock, const model::Incident& life)
      : policy_(policy), rule_(policy.clocks[clock]), clock_(clock), life_(life) {
    std::stable_sort(life_.events.begin(), life_.events.end(),
                     [](const SlaEvent& a, const SlaEvent& b) { return a.at < b.at; });
    for (SlaEvent& event : life_.events) event.at = std::max(event.at, life_.created);
  }

  Snapshot at(base::Instant when) const {
    Snapshot s;
    s.status = life_.status;
    s.priority = life_.priority;
    s.cycle_begin = life_.created;
    enter(s, life_.created, false);
    for (const SlaEvent& event : life_.events) {
      if (event.at <= when) replay(s, event);
    }
    return s;
  }

  // In the order of ClockJudgement; `due` only as far as minutes go: the first whole minute not before it.
  model::ClockJudgement judge(base::Instant now) const {
    model::ClockJudgement judgement;
    judgement.clock = rule_.name;
    const Snapshot end = at(now);
    const Target* judged = policy_.target_for(life_, end.stopped_at ? end.priority_at_stop : end.priority);
    const bool skipped = rule_.skip_staff_created && life_.by == Actor::staff;
    if (skipped || judged == nullptr || amount(judged) == 0) return judgement;

    Use use;
    for (base::Instant t = end.cycle_begin; t < now; t += kMinute) {
      const Snapshot s = at(t);
      if (s.stopped_at || s.paused) continue;
      tick(use, policy_.carry_fraction ? policy_.target_for(life_, s.priority) : judged, t);
    }
    fill(judgement, use, judged, end, now);
    return judgement;
  }

 private:
  static constexpr std::chrono::minutes kMinute{1};

  struct Use {
    std::int64_t elapsed = 0;
    std::int64_t numerator = 0;  // of the share used
    std::int64_t denominator = 1;
    std::optional<base::Instant> reached;
  };

  std::int64_t amount(const Target* target) const { return target->amounts[clock_].count(); }

  void tick(Use& use, const Target* target, base::Instant t) const {
    if (target == nullptr || amount(target) == 0 || !target->hours.is_open(t)) return;
    use.elapsed += 60;
    use.numerator = use.numerator * amount(target) + 60 * use.denominator;
    use.denominator *= amount(target);
    const std::int64_t common = std::gcd(use.numerator, use.denominator);
    use.numerator /= common;
    use.denominator /= common;
    if (!use.reached && use.numerator >= use.denominator) use.reached = t + kMinute;
  }

  void fill(model::ClockJudgement& judgement, Use use, const Target* judged, const Snapshot& end,
            base::Instant now) const {
    const bool breached = use.numerator > use.denominator;
    judgement.target = base::Seconds(amount(judged));
    judgement.elapsed = base::Seconds(use.elapsed);
    judgement.stopped_at = end.stopped_at;
    if (breached) {
      judgement.state = model::ClockState::breached;
    } else if (end.stopped_at) {
      judgement.state = model::ClockState::met;
    } else {
      const auto warn = policy_.warn_at.front();
      const bool risk = use.numerator * warn.denominator >= warn.numerator * use.denominator;
      judgement.state = end.paused ? model::ClockState::paused
                        : risk     ? model::ClockState::at_risk
                                   : model::ClockState::running;
    }
    if (breached) judgement.breached_at = use.reached;
    if (end.paused && !end.stopped_at && !breached) return;
    for (base::Instant t = end.stopped_at.value_or(now); !use.reached; t += kMinute) tick(use, judged, t);
    judgement.due = use.reached;
  }

  void enter(Snapshot& s, base::Instant when, bool answered) const {
    const bool ends = any_matches(rule_.stop_in, s.status);
    if (s.stopped_at && !s.for_good && !ends) {
      s.stopped_at.reset();
      if (rule_.new_cycle) s.cycle_begin = when;
    }
    if (!s.stopped_at && (answered || ends)) stop(s, when, answered);
    s.paused = any_matches(rule_.pause_in, s.status);
  }

  static void stop(Snapshot& s, base::Instant when, bool for_good) {
    s.stopped_at = when;
    s.for_good = for_good;
    s.priority_at_stop = s.priority;
  }

  void replay(Snapshot& s, const SlaEvent& event) const {
    if (event.priority) s.priority = *event.priority;
    if (event.status) {
      const bool answered = rule_.stop_on_left_new && event.by == Actor::staff &&
                            s.status.state == model::State::fresh &&
                            event.status->state != model::State::fresh;
      s.status = *event.status;
      enter(s, event.at, answered);
    }
    if (event.comment != SlaEvent::CommentKind::open) return;
    if (event.by == Actor::staff && rule_.stop_on_staff_comment && !s.stopped_at) stop(s, event.at, true);
    if (event.by == Actor::customer && rule_.resume_on_customer_comment && !event.status) s.paused = false;
  }

  const Policy& policy_;
  const ClockRule& rule_;
  const std::size_t clock_;
  model::Incident life_;
};

}  // namespace estafeta::sla
