#include "connector/sla/stopwatch.h"

#include <algorithm>
#include <string>
#include <utility>

namespace estafeta::sla {

namespace {

using base::Instant;
using model::Actor;
using model::SlaEvent;
using model::State;
using model::StatusWord;

class Stopwatch {
 public:
  Stopwatch(const Policy& policy, const ClockRule& rule, const model::Incident& incident,
            std::vector<Evidence>* evidence)
      : policy_(policy),
        rule_(rule),
        incident_(incident),
        evidence_(evidence),
        from_(incident.created),
        at_(incident.created),
        target_(policy.target_for(incident, incident.priority)),
        status_(incident.status),
        department_(incident.department) {
    begin();
  }

  void apply(const Step& step) {
    cut(step.at);
    at_ = step.at;
    journal_ = step.event->journal;
    if (step.event->department) department_ = *step.event->department;
    if (step.event->priority) on_priority(*step.event->priority);
    if (step.event->status) on_status(*step.event);
    if (step.event->comment != SlaEvent::CommentKind::none) on_comment(*step.event);
  }

  Course finish(Instant now) {
    cut(now);
    const bool stopped = phase() == Phase::stopped;
    return {std::move(stretches_), phase(), stopped ? stopped_target_ : target_, stopped_at_, cycle_};
  }

 private:
  Phase phase() const {
    if (!begun_) return Phase::not_begun;
    if (stopped_at_) return Phase::stopped;
    return paused_ ? Phase::paused : Phase::running;
  }

  void cut(Instant at) {
    if (at <= from_) return;
    if (!stretches_.empty() && continues(stretches_.back())) {
      stretches_.back().end = at;
    } else {
      stretches_.push_back({from_, at, phase(), target_, status_, department_, cycle_});
    }
    from_ = at;
  }

  bool continues(const Stretch& last) const {
    return last.phase == phase() && last.target == target_ && last.status == status_ &&
           last.department == department_ && last.cycle == cycle_;
  }

  void begin() {
    if (rule_.skip_staff_created && incident_.by == Actor::staff) {
      skipped_ = true;
      return note(false, "sla.evidence.staff_created");
    }
    if (rule_.start_in.empty()) {
      begun_ = true;
      note(true, "sla.evidence.created");
    }
    enter_status(false);
  }

  void on_priority(const std::string& priority) {
    const Target* former = std::exchange(target_, policy_.target_for(incident_, priority));
    if (target_ == former || evidence_ == nullptr || !begun_) return;
    const bool counts = !stopped_at_;
    const char* key = counts ? "sla.evidence.retargeted" : "sla.evidence.retarget_after_stop";
    evidence_->push_back({at_, journal_, counts, base::Phrase(key, {{"priority", priority}})});
  }

  void on_status(const SlaEvent& event) {
    const bool left_new = status_.state == State::fresh && event.status->state != State::fresh;
    status_ = *event.status;
    const bool answers = left_new && event.by == Actor::staff;
    if (left_new && !answers && rule_.stop_on_left_new && phase() == Phase::running) {
      note(false, event.by == Actor::system ? "sla.evidence.left_new_by_system"
                                            : "sla.evidence.left_new_by_customer");
    }
    enter_status(answers && rule_.stop_on_left_new);
  }

  // What the status, as it is now, does to the clock.
  void enter_status(bool answers) {
    if (skipped_) return;
    if (!begun_ && any_matches(rule_.start_in, status_)) {
      begun_ = true;
      note_status(true, "sla.evidence.begun");
    }
    const bool stops = any_matches(rule_.stop_in, status_);
    if (begun_ && stopped_at_ && !stopped_for_good_ && !stops) reopen();
    if (begun_ && !stopped_at_ && answers) {
      stop(true);
      note_status(true, "sla.evidence.left_new");
    } else if (begun_ && !stopped_at_ && stops) {
      stop(false);
      note_status(true, "sla.evidence.stopped");
    }
    set_paused(any_matches(rule_.pause_in, status_));
  }

  void set_paused(bool paused) {
    const bool seen = begun_ && !stopped_at_;
    const bool with_reason = status_.reason != model::HoldReason::none;
    if (paused && !paused_ && seen)
      note_status(true, with_reason ? "sla.evidence.paused_for" : "sla.evidence.paused");
    if (!paused && paused_ && seen) note_status(true, "sla.evidence.resumed");
    paused_ = paused;
  }

  void stop(bool for_good) {
    stopped_at_ = at_;
    stopped_target_ = target_;
    stopped_for_good_ = for_good;
  }

  void reopen() {
    stopped_at_.reset();
    paused_ = false;
    if (rule_.new_cycle) ++cycle_;
    note_status(true, rule_.new_cycle ? "sla.evidence.new_cycle" : "sla.evidence.reopened");
  }

  void on_comment(const SlaEvent& event) {
    if (!begun_) return;
    const bool open = event.comment == SlaEvent::CommentKind::open;
    if (rule_.stop_on_staff_comment) return on_possible_answer(event.by, open);
    const bool resumes = rule_.resume_on_customer_comment && open && event.by == Actor::customer;
    if (phase() != Phase::paused || !resumes) return;
    if (event.status) return note(false, "sla.evidence.comment_with_status");
    paused_ = false;
    note(true, "sla.evidence.customer_comment_resumes");
  }

  void on_possible_answer(Actor by, bool open) {
    if (stopped_at_) {
      if (by == Actor::staff && open && !stopped_for_good_) note(false, "sla.evidence.comment_after_stop");
    } else if (by == Actor::system) {
      note(false, "sla.evidence.system_comment");
    } else if (by == Actor::customer) {
      note(false, "sla.evidence.customer_comment");
    } else if (!open) {
      note(false, "sla.evidence.private_comment");
    } else {
      stop(true);
      note(true, "sla.evidence.staff_comment");
    }
  }

  void note(bool counted, const char* key) {
    if (evidence_ != nullptr) evidence_->push_back({at_, journal_, counted, base::Phrase(key)});
  }

  void note_status(bool counted, const char* key) {
    if (evidence_ == nullptr) return;
    const std::string state(to_string(status_.state));
    const std::string reason(to_string(status_.reason));
    evidence_->push_back({at_, journal_, counted, base::Phrase(key, {{"state", state}, {"reason", reason}})});
  }

  const Policy& policy_;
  const ClockRule& rule_;
  const model::Incident& incident_;
  std::vector<Evidence>* evidence_;

  Instant from_;  // the life is cut into stretches up to here
  Instant at_;    // of the event being looked at
  base::JournalId journal_;
  const Target* target_;
  StatusWord status_;
  std::string_view department_;
  bool skipped_ = false;
  bool begun_ = false;
  bool paused_ = false;
  bool stopped_for_good_ = false;
  std::optional<Instant> stopped_at_;
  const Target* stopped_target_ = nullptr;
  int cycle_ = 1;
  std::vector<Stretch> stretches_;
};

}  // namespace

std::vector<Step> steps_of(const model::Incident& incident, Instant now) {
  std::vector<Step> steps;
  for (const SlaEvent& event : incident.events) {
    if (event.at <= now) steps.push_back({event.at, &event});
  }
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.at < b.at; });
  for (Step& step : steps) step.at = std::max(step.at, incident.created);
  return steps;
}

Course follow(const Policy& policy, const ClockRule& rule, const model::Incident& incident,
              const std::vector<Step>& steps, Instant now, std::vector<Evidence>* evidence) {
  Stopwatch stopwatch(policy, rule, incident, evidence);
  for (const Step& step : steps) stopwatch.apply(step);
  return stopwatch.finish(now);
}

}  // namespace estafeta::sla
