// The semantics of a clock told step by step of time: slow, obvious, and written apart from the product.
//
// Everything in a life is on whole steps (minutes, or quarters of an hour), so that a step is either all open
// or all closed, all running or not.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {

// How one clock stands after all that happened up to an instant.
struct Snapshot {
  model::StatusWord status;
  std::string priority;
  bool begun = false;
  bool paused = false;
  std::optional<base::Instant> stopped_at;
  bool for_good = false;
  std::string priority_at_stop;
  base::Instant cycle_begin;
};

// Something that happens: an event, or what a correction says happened.
struct Happening {
  base::Instant at;
  std::optional<SlaEvent> event;
  bool answers = false;   // else, without an event: the service was back
  bool contract = false;  // or a contract came into force
};

class SlowReference {
 public:
  SlowReference(const Policy& policy, std::size_t clock, const model::Incident& life, base::Seconds step)
      : policy_(policy), rule_(policy.clocks[clock]), clock_(clock), life_(life), step_(step) {}

  // In the order of ClockJudgement; `due` only as far as steps go: the first whole step not before it.
  model::ClockJudgement judge(base::Instant now) {
    collect(now);
    model::ClockJudgement judgement;
    judgement.clock = rule_.name;
    const Snapshot end = at(now);
    const Target* judged = policy_.target_for(life_, end.stopped_at ? end.priority_at_stop : end.priority);
    if (!end.begun || judged == nullptr || amount(judged) == 0) return judgement;

    Use use;
    Snapshot s = at(end.cycle_begin);
    for (base::Instant t = end.cycle_begin; t < now; t += step_) {
      s = at(t);
      if (!s.begun || s.stopped_at || s.paused || excluded(t, now)) continue;
      tick(use, policy_.carry_fraction ? policy_.target_for(life_, s.priority) : judged, t);
    }
    fill(judgement, use, judged, end, now);
    return judgement;
  }

 private:
  struct Use {
    std::int64_t elapsed = 0;
    std::int64_t numerator = 0;  // of the share used
    std::int64_t denominator = 1;
    std::optional<base::Instant> reached;
  };

  std::int64_t amount(const Target* target) const { return target->amounts[clock_].time.count(); }

  // All that is known at `now`, in order.
  void collect(base::Instant now) {
    happenings_.clear();
    if (life_.contract_from && *life_.contract_from <= now)
      happenings_.push_back({*life_.contract_from, std::nullopt, false, true});
    for (const SlaEvent& event : life_.events) {
      if (event.at <= now) happenings_.push_back({event.at, event});
    }
    for (const model::Correction& correction : life_.corrections) {
      if (correction.type == model::Correction::Type::excluded || !known(correction, now)) continue;
      happenings_.push_back(
          {*correction.from, std::nullopt, correction.type == model::Correction::Type::answered});
    }
    std::stable_sort(happenings_.begin(), happenings_.end(),
                     [](const Happening& a, const Happening& b) { return a.at < b.at; });
    for (Happening& happening : happenings_) happening.at = std::max(happening.at, life_.created);
    last_.reset();
  }

  static bool known(const model::Correction& correction, base::Instant now) {
    return correction.from && correction.entered <= now && *correction.from <= now;
  }

  bool excluded(base::Instant t, base::Instant now) const {
    return std::any_of(life_.corrections.begin(), life_.corrections.end(), [&](const auto& correction) {
      return correction.type == model::Correction::Type::excluded && known(correction, now) &&
             *correction.from <= t && t < *correction.until;
    });
  }

  bool exists() const {
    if (rule_.skip_staff_created && life_.by == Actor::staff) return false;
    return !life_.contract_from || rule_.start_on == StartOn::contract;
  }

  bool begins_at_creation() const {
    if (rule_.start_on == StartOn::assigned_to_group) return life_.assigned == model::Assigned::group;
    if (rule_.start_on == StartOn::contract) return !life_.contract_from;
    return rule_.start_in.empty();
  }

  // With the status as it stands, whoever set it and when.
  void begin(Snapshot& s, base::Instant when) const {
    s.begun = true;
    if (any_matches(rule_.stop_in, s.status)) stop(s, when, false);
    s.paused = any_matches(rule_.pause_in, s.status);
  }

  // Replays the life up to an instant. Asked for a later one, it goes on from where it was.
  const Snapshot& at(base::Instant when) {
    if (!last_ || when < last_when_) {
      last_ = Snapshot{life_.status, life_.priority, false, false, {}, false, "", life_.created};
      next_ = 0;
      last_->begun = exists() && begins_at_creation();
      enter(*last_, life_.created, false, false);
    }
    for (; next_ < happenings_.size() && happenings_[next_].at <= when; ++next_)
      replay(*last_, happenings_[next_]);
    last_when_ = when;
    return *last_;
  }

  void tick(Use& use, const Target* target, base::Instant t) const {
    if (target == nullptr || amount(target) == 0 || !target->hours.is_open(t)) return;
    use.elapsed += step_.count();
    use.numerator = use.numerator * amount(target) + step_.count() * use.denominator;
    use.denominator *= amount(target);
    const std::int64_t common = std::gcd(use.numerator, use.denominator);
    use.numerator /= common;
    use.denominator /= common;
    if (!use.reached && use.numerator >= use.denominator) use.reached = t + step_;
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
      const auto warn = policy_.warn_at.front().share;
      const bool risk = use.numerator * warn.denominator >= warn.numerator * use.denominator;
      judgement.state = end.paused ? model::ClockState::paused
                        : risk     ? model::ClockState::at_risk
                                   : model::ClockState::running;
    }
    if (breached) judgement.breached_at = use.reached;
    if (end.paused && !end.stopped_at && !breached) return;
    for (base::Instant t = end.stopped_at.value_or(now); !use.reached; t += step_) tick(use, judged, t);
    judgement.due = use.reached;
  }

  void enter(Snapshot& s, base::Instant when, bool answered, bool ended_before) const {
    if (exists() && any_matches(rule_.start_in, s.status)) s.begun = true;
    if (!s.begun) return;
    const bool ends = any_matches(rule_.stop_in, s.status);
    if (s.stopped_at && !s.for_good && ended_before && !ends) {
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

  void replay(Snapshot& s, const Happening& happening) const {
    if (happening.event) return replay(s, *happening.event, happening.at);
    if (happening.contract) {
      if (exists() && !s.begun && rule_.start_on == StartOn::contract) begin(s, happening.at);
      return;
    }
    const bool waits_for_an_answer =
        rule_.name == "response" || rule_.stop_on_staff_comment || rule_.stop_on_left_new;
    const bool concerns =
        happening.answers ? rule_.stop_on_staff_comment : rule_.name == "resolution" || !waits_for_an_answer;
    if (concerns && s.begun && !s.stopped_at) stop(s, happening.at, happening.answers);
  }

  void replay(Snapshot& s, const SlaEvent& event, base::Instant when) const {
    if (event.priority) s.priority = *event.priority;
    const bool starts = exists() && !s.begun && rule_.start_on == StartOn::assigned_to_group &&
                        event.assigned == model::Assigned::group;
    if (starts && event.status) s.begun = true;  // the status that comes along is what counts
    if (starts && !event.status) begin(s, when);
    if (event.status) {
      const bool ended_before = any_matches(rule_.stop_in, s.status);
      const bool answered = rule_.stop_on_left_new && event.by == Actor::staff &&
                            s.status.state == model::State::fresh &&
                            event.status->state != model::State::fresh;
      s.status = *event.status;
      enter(s, when, answered, ended_before);
    }
    if (event.comment != SlaEvent::CommentKind::open || !s.begun) return;
    if (event.by == Actor::staff && rule_.stop_on_staff_comment && !s.stopped_at) stop(s, when, true);
    if (event.by == Actor::customer && rule_.resume_on_customer_comment && !rule_.stop_on_staff_comment &&
        !event.status)
      s.paused = false;
  }

  const Policy& policy_;
  const ClockRule& rule_;
  const std::size_t clock_;
  const model::Incident life_;
  const base::Seconds step_;
  std::vector<Happening> happenings_;
  std::optional<Snapshot> last_;
  base::Instant last_when_;
  std::size_t next_ = 0;
};

}  // namespace estafeta::sla
