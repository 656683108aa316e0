#include "connector/sla/clocks/stopwatch.h"

#include <algorithm>
#include <string>
#include <utility>

#include "connector/sla/clocks/correction.h"

namespace estafeta::sla {

using base::Instant;
using model::Actor;
using model::Correction;
using model::SlaEvent;
using model::State;

namespace {

// Case files name no group.
base::Phrase with_group(const std::string& key, const std::string& group) {
  return group.empty() ? base::Phrase(key) : base::Phrase(key + "_named", {{"group", group}});
}

}  // namespace

Stopwatch::Stopwatch(const Policy& policy, std::size_t clock, const model::Incident& incident,
                     const Target* target, std::vector<Evidence>* evidence)
    : rule_(&policy.clocks[clock]),
      clock_(clock),
      evidence_(evidence),
      at_(incident.created),
      target_(target),
      status_(incident.status) {
  begin(incident);
}

void Stopwatch::apply(const Step& step) {
  at_ = step.at;
  stopped_.reset();
  if (skipped_) {
    target_ = step.target;
    return;
  }
  if (step.correction != nullptr) return on_correction(*step.correction);
  if (step.event == nullptr) return on_contract();
  journal_ = step.event->journal;
  if (step.event->priority) retarget(step);
  if (step.event->assigned) on_assigned(*step.event);
  if (step.event->status) on_status(*step.event);
  if (step.event->comment != SlaEvent::CommentKind::none) on_comment(*step.event);
}

Phase Stopwatch::phase() const {
  if (!begun_) return Phase::not_begun;
  if (stopped_at_) return Phase::stopped;
  return paused_ ? Phase::paused : Phase::running;
}

CycleState Stopwatch::current() const {
  return {cycle_, began_at_, phase(), stopped_at_ ? stopped_target_ : target_, stopped_at_};
}

void Stopwatch::begin(const model::Incident& incident) {
  began_at_ = at_;
  skipped_ = !exists_for(incident);
  if (skipped_) return;
  if (rule_->runs_in_cycles()) return begin_cycles(incident.by);
  const bool is_with_group = incident.assigned == model::Assigned::group;
  if (rule_->start_on == StartOn::assigned_to_group && is_with_group) {
    begin_now(with_group("sla.evidence.created_in_group", incident.group));
  } else if (rule_->start_on == StartOn::creation && rule_->start_in.empty()) {
    begin_now(base::Phrase("sla.evidence.created"));
  } else if (rule_->start_on == StartOn::contract && !incident.contract_from) {
    begin_now(base::Phrase("sla.evidence.created"));
  }
  enter_status(false);
}

bool Stopwatch::exists_for(const model::Incident& incident) {
  if (incident.contract_from && rule_->start_on != StartOn::contract) {
    note(false, "sla.evidence.contract_later");
    return false;
  }
  if (rule_->skip_staff_created && incident.by == Actor::staff) {
    note(false, "sla.evidence.staff_created");
    return false;
  }
  return true;
}

// What the status does to it is for who calls.
void Stopwatch::begin_now(base::Phrase why) {
  begun_ = true;
  began_at_ = at_;
  paused_ = false;
  if (evidence_ != nullptr) evidence_->push_back({at_, journal_, true, std::move(why)});
}

// What the status that came along does to it comes after.
void Stopwatch::on_assigned(const SlaEvent& event) {
  if (begun_ || rule_->start_on != StartOn::assigned_to_group) return;
  if (*event.assigned == model::Assigned::unknown) note(false, "sla.evidence.assigned_unknown");
  if (*event.assigned != model::Assigned::group) return;
  begin_now(with_group("sla.evidence.assigned_to_group", event.group));
  if (!event.status) enter_status(false);
}

void Stopwatch::on_contract() {
  if (begun_ || rule_->start_on != StartOn::contract) return;
  journal_ = {};
  begin_now(base::Phrase("sla.evidence.contract"));
  enter_status(false);
}

void Stopwatch::retarget(const Step& step) {
  const Target* former = std::exchange(target_, step.target);
  if (target_ == former || evidence_ == nullptr || !begun_) return;
  const bool counts = !stopped_at_;
  if (!counts && rule_->runs_in_cycles()) return;  // the next cycle is judged by it, this one is over
  const base::Seconds amount = target_ == nullptr ? base::Seconds(0) : target_->open_time(clock_, began_at_);
  const std::string& priority = *step.event->priority;
  if (!counts) {
    evidence_->push_back(
        {at_, journal_, false, base::Phrase("sla.evidence.retarget_after_stop", {{"priority", priority}})});
  } else if (amount == base::Seconds(0)) {
    evidence_->push_back(
        {at_, journal_, true, base::Phrase("sla.evidence.untargeted", {{"priority", priority}}), true});
  } else {
    evidence_->push_back(
        {at_, journal_, true,
         base::Phrase("sla.evidence.retargeted",
                      {{"priority", priority}, {"time", amount}, {"calendar", target_->calendar}}),
         true});
  }
}

void Stopwatch::on_status(const SlaEvent& event) {
  const bool left_new = status_.state == State::fresh && event.status->state != State::fresh;
  status_ = *event.status;
  if (rule_->runs_in_cycles()) return enter_status_in_cycles(event);
  const bool answers = left_new && event.by == Actor::staff;
  if (left_new && !answers && rule_->stop_on_left_new && phase() == Phase::running) {
    note(false,
         event.by == Actor::system ? "sla.evidence.left_new_by_system" : "sla.evidence.left_new_by_customer");
  }
  enter_status(answers && rule_->stop_on_left_new);
}

// What the status, as it is now, does to the clock.
void Stopwatch::enter_status(bool answers) {
  if (!begun_ && any_matches(rule_->start_in, status_)) {
    begun_ = true;
    began_at_ = at_;
    note_status(true, "sla.evidence.begun");
  }
  const bool stops = any_matches(rule_->stop_in, status_);
  const bool left = std::exchange(in_stopping_status_, stops) && !stops;
  if (begun_ && stopped_at_ && !stopped_for_good_ && left) reopen();
  if (begun_ && !stopped_at_ && answers) {
    stop(true);
    note_status(true, "sla.evidence.left_new");
  } else if (begun_ && !stopped_at_ && stops) {
    stop(false);
    note_status(true, "sla.evidence.stopped");
  }
  set_paused(any_matches(rule_->pause_in, status_));
}

// A cycle that would start and stop in the same event does not exist: the word of staff that comes with the
// status starts the next one.
void Stopwatch::enter_status_in_cycles(const SlaEvent& event) {
  const bool stops = any_matches(rule_->stop_in, status_);
  const bool left = std::exchange(in_stopping_status_, stops) && !stops;
  if (stops && begun_ && !stopped_at_) {
    stop(false);
    note_status(true, "sla.evidence.stopped");
  }
  const bool answered = event.by == Actor::staff && event.comment == SlaEvent::CommentKind::open;
  if (left && rule_->kind == ClockKind::update && !answered) {
    begin_cycle();
    note_status(true, "sla.evidence.update_reopened");
  }
  set_paused(any_matches(rule_->pause_in, status_));
}

void Stopwatch::set_paused(bool paused) {
  const bool seen = begun_ && !stopped_at_;
  const bool with_reason = status_.reason != model::HoldReason::none;
  if (paused && !paused_ && seen)
    note_status(true, with_reason ? "sla.evidence.paused_for" : "sla.evidence.paused");
  const bool on_hold = status_.state == State::on_hold;
  if (!paused && paused_ && seen && !on_hold) note_status(true, "sla.evidence.resumed");
  paused_ = paused;
  if (!paused && seen && on_hold) note_unpaused_hold();
}

// Who put it on hold may think that the clock stands still.
void Stopwatch::note_unpaused_hold() {
  if (evidence_ == nullptr) return;
  std::vector<std::string> reasons;
  for (const auto reason : rule_->pausing_reasons()) reasons.emplace_back(to_string(reason));
  const char* key = reasons.empty()                     ? "sla.evidence.hold_never_pauses"
                    : rule_->lacks_hold_reason(status_) ? "sla.evidence.hold_without_reason"
                                                        : "sla.evidence.hold_runs_on";
  evidence_->push_back({at_, journal_, false,
                        base::Phrase(key, {{"state", std::string(to_string(status_.state))},
                                           {"reason", std::string(to_string(status_.reason))},
                                           {"reasons", std::move(reasons)}})});
}

void Stopwatch::stop(bool for_good) {
  stopped_at_ = at_;
  stopped_target_ = target_;
  stopped_for_good_ = for_good;
  stopped_ = current();
}

void Stopwatch::reopen() {
  stopped_at_.reset();
  paused_ = false;
  if (rule_->new_cycle) ++cycle_;
  if (rule_->new_cycle) began_at_ = at_;
  note_status(true, rule_->new_cycle ? "sla.evidence.new_cycle" : "sla.evidence.reopened");
}

// At creation.
void Stopwatch::begin_cycles(Actor by) {
  in_stopping_status_ = any_matches(rule_->stop_in, status_);
  paused_ = any_matches(rule_->pause_in, status_);
  const bool asked = rule_->kind == ClockKind::update || (rule_->from_creation && by == Actor::customer);
  if (!asked || in_stopping_status_) return;
  begin_cycle();
  note(true, "sla.evidence.created");
}

void Stopwatch::begin_cycle() {
  if (begun_) ++cycle_;
  begun_ = true;
  began_at_ = at_;
  stopped_at_.reset();
}

void Stopwatch::on_comment(const SlaEvent& event) {
  if (rule_->runs_in_cycles()) return on_comment_in_cycles(event);
  if (!begun_) return;
  const bool open = event.comment == SlaEvent::CommentKind::open;
  if (rule_->stop_on_staff_comment) return on_possible_answer(event.by, open);
  const bool resumes = rule_->resume_on_customer_comment && open && event.by == Actor::customer;
  if (phase() != Phase::paused || !resumes) return;
  if (event.status) return note(false, "sla.evidence.comment_with_status");
  paused_ = false;
  note(true, "sla.evidence.customer_comment_resumes");
}

void Stopwatch::on_possible_answer(Actor by, bool open) {
  if (stopped_at_) {
    if (by != Actor::staff || !open || (stopped_for_good_ && !answered_elsewhere_)) return;
    answered_elsewhere_ = false;
    note(false, "sla.evidence.comment_after_stop");
  } else if (by == Actor::system) {
    // Estafeta's own notes are of that kind, and nobody takes a private one for an answer.
    if (open) note(false, "sla.evidence.system_comment");
  } else if (by == Actor::customer) {
    note(false, "sla.evidence.customer_comment");
  } else if (!open) {
    note(false, "sla.evidence.private_comment");
  } else {
    stop(true);
    note(true, "sla.evidence.staff_comment");
  }
}

void Stopwatch::on_comment_in_cycles(const SlaEvent& event) {
  const bool runs = begun_ && !stopped_at_;
  const bool open = event.comment == SlaEvent::CommentKind::open;
  if (event.by == Actor::customer) {
    if (open) on_word_of_customer(event.status.has_value());
  } else if (event.by == Actor::system) {
    if (runs && open) note(false, "sla.evidence.system_comment");
  } else if (!open) {
    if (runs) note(false, "sla.evidence.private_comment");
  } else if (on_word_of_staff()) {
    note(true, rule_->kind == ClockKind::update ? "sla.evidence.update" : "sla.evidence.reply");
  }
}

void Stopwatch::on_word_of_customer(bool with_status) {
  const bool resumes = paused_ && rule_->resume_on_customer_comment && !with_status;
  if (resumes) paused_ = false;
  const bool runs = begun_ && !stopped_at_;
  if (rule_->kind == ClockKind::next_reply && !runs && !in_stopping_status_) {
    begin_cycle();
    return note(true, "sla.evidence.question");
  }
  if (runs && resumes) return note(true, "sla.evidence.customer_comment_resumes");
  if (rule_->kind == ClockKind::update) return;
  note(false, runs ? "sla.evidence.question_again" : "sla.evidence.question_when_ended");
}

// Whether it did anything to the clock.
bool Stopwatch::on_word_of_staff() {
  const bool runs = begun_ && !stopped_at_;
  if (runs) stop(false);
  const bool begins = rule_->kind == ClockKind::update && !in_stopping_status_;
  if (begins) begin_cycle();
  return runs || begins;
}

void Stopwatch::on_correction(const Correction& correction) {
  const bool answers = correction.type == Correction::Type::answered;
  if (answers && rule_->runs_in_cycles()) {
    const bool counted = on_word_of_staff();
    if (evidence_ == nullptr || !begun_) return;
    const char* key = counted ? "sla.evidence.cycle_answered" : "sla.evidence.correction_after_stop";
    return evidence_->push_back(
        {at_, correction.journal, counted, base::Phrase(key, {{"entered", entry_of(correction)}})});
  }
  const bool concerns = answers ? rule_->stop_on_staff_comment : rule_->ends_with_service();
  if (!begun_ || !concerns) return;
  const bool counts = !stopped_at_;
  if (counts) stop(answers);
  if (counts) answered_elsewhere_ = answers;
  if (evidence_ == nullptr) return;
  const char* key = !counts   ? "sla.evidence.correction_after_stop"
                    : answers ? "sla.evidence.answered"
                              : "sla.evidence.restored";
  evidence_->push_back(
      {at_, correction.journal, counts, base::Phrase(key, {{"entered", entry_of(correction)}})});
}

void Stopwatch::note(bool counted, const char* key) {
  if (evidence_ != nullptr) evidence_->push_back({at_, journal_, counted, base::Phrase(key)});
}

void Stopwatch::note_status(bool counted, const char* key) {
  if (evidence_ == nullptr) return;
  const std::string state(to_string(status_.state));
  const std::string reason(to_string(status_.reason));
  evidence_->push_back({at_, journal_, counted, base::Phrase(key, {{"state", state}, {"reason", reason}})});
}

bool says_when(const Correction& correction, Instant now) {
  return correction.from && correction.entered <= now && *correction.from <= now;
}

std::vector<Step> steps_of(const model::Incident& incident, Instant now) {
  std::vector<Step> steps;
  steps.reserve(incident.events.size() + incident.corrections.size() + 1);
  // Before whatever happens in the same second.
  if (incident.contract_from && *incident.contract_from <= now) steps.push_back({*incident.contract_from});
  for (const SlaEvent& event : incident.events) {
    if (event.at <= now) steps.push_back({event.at, &event});
  }
  for (const Correction& correction : incident.corrections) {
    const bool excludes = correction.type == Correction::Type::excluded;
    if (!excludes && says_when(correction, now)) steps.push_back({*correction.from, nullptr, &correction});
  }
  const auto earlier = [](const Step& a, const Step& b) { return a.at < b.at; };
  if (!std::is_sorted(steps.begin(), steps.end(), earlier)) {
    std::stable_sort(steps.begin(), steps.end(), earlier);
  }
  for (Step& step : steps) step.at = std::max(step.at, incident.created);
  return steps;
}

std::vector<calendar::Interval> exclusions_of(const model::Incident& incident, Instant now) {
  std::vector<calendar::Interval> excluded;
  for (const Correction& correction : incident.corrections) {
    if (correction.type != Correction::Type::excluded || !says_when(correction, now)) continue;
    excluded.push_back({*correction.from, std::min(now, correction.until.value_or(now))});
  }
  return calendar::united(std::move(excluded));
}

}  // namespace estafeta::sla
