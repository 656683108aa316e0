#include "connector/sla/clocks/clocks.h"

#include <algorithm>
#include <utility>

namespace estafeta::sla {

using base::Instant;

namespace {

// Nothing of the correction is still to come.
bool settled(const model::Correction& correction, Instant now) {
  const Instant entered = correction.entered;
  return std::max({entered, correction.from.value_or(entered), correction.until.value_or(entered)}) <= now;
}

}  // namespace

ClockRun::ClockRun(const Policy& policy, const model::Incident& incident, Instant now, Keep keep)
    : policy_(policy),
      incident_(incident),
      excluded_(exclusions_of(incident, now)),
      target_(policy.target_for(incident, incident.priority)) {
  clocks_.reserve(policy.clocks.size());
  for (std::size_t clock = 0; clock < policy.clocks.size(); ++clock) {
    const ClockRule& rule = policy.clocks[clock];
    const bool keeps = rule.runs_in_cycles() || (keep == Keep::all && rule.new_cycle);
    clocks_.push_back({Stopwatch(policy, clock, incident, target_, nullptr),
                       Meter(policy, clock, excluded_),
                       incident.created,
                       keeps,
                       {}});
  }
}

void ClockRun::apply(Step step) {
  if (step.event != nullptr && step.event->priority) {
    target_ = policy_.target_for(incident_, *step.event->priority);
  }
  step.target = target_;
  for (Clock& clock : clocks_) apply(clock, step);
}

// A stretch ends where the clock stops running, or where one that carries is used up by another target.
void ClockRun::apply(Clock& clock, const Step& step) const {
  const Phase phase = clock.watch.phase();
  const Target* target = clock.watch.target();
  const int cycle = clock.watch.cycle();
  clock.watch.apply(step);
  const bool retargeted = policy_.carry_fraction && clock.watch.target() != target;
  const bool same_cycle = clock.watch.cycle() == cycle;
  if (phase == Phase::running) {
    if (same_cycle && clock.watch.phase() == Phase::running && !retargeted) return;
    clock.meter.add(clock.running_since, step.at, target);
  }
  clock.running_since = step.at;
  if (clock.keeps && clock.watch.stopped()) {
    const CycleState& over = *clock.watch.stopped();
    auto reading = clock.meter.read(over, step.at, target, step.at);
    if (reading.judgement.state != model::ClockState::none) {
      clock.ended.push_back({over.number, over.began, std::move(reading.judgement)});
    }
  }
  if (!same_cycle) clock.meter.begin_anew();
}

Meter::Reading ClockRun::Clock::read(Instant now) {
  return meter.read(watch.current(), running_since, watch.target(), now);
}

// That of the cycle under way, if it is judged, else that of the last one which was.
Meter::Reading ClockRun::reading_in_cycles(Clock& clock, Instant now) {
  Meter::Reading reading = clock.read(now);
  const bool is_over = clock.watch.phase() == Phase::stopped;
  const bool is_judged = !is_over && reading.judgement.state != model::ClockState::none;
  const auto breached = [](const model::ClockJudgement& judgement) {
    return judgement.state == model::ClockState::breached;
  };
  model::Cycles cycles;
  cycles.judged = static_cast<int>(clock.ended.size()) + (is_judged ? 1 : 0);
  cycles.breached = static_cast<int>(std::count_if(clock.ended.begin(), clock.ended.end(),
                                                   [&](const auto& one) { return breached(one.judgement); }));
  if (is_judged) {
    const CycleState current = clock.watch.current();
    cycles.number = current.number;
    cycles.began = current.began;
    if (breached(reading.judgement)) ++cycles.breached;
  } else {
    reading.next_transition.reset();
    if (clock.ended.empty()) return reading;
    const JudgedCycle& last = clock.ended.back();
    reading.judgement = last.judgement;
    cycles.number = last.number;
    cycles.began = last.began;
  }
  reading.judgement.cycles = cycles;
  return reading;
}

model::Judgement ClockRun::judge(Instant now) {
  model::Judgement judgement;
  judgement.clocks.reserve(clocks_.size());
  for (std::size_t i = 0; i < clocks_.size(); ++i) {
    Clock& clock = clocks_[i];
    auto reading = policy_.clocks[i].runs_in_cycles() ? reading_in_cycles(clock, now) : clock.read(now);
    judgement.clocks.push_back(std::move(reading.judgement));
    keep_earlier(judgement.next_transition, reading.next_transition);
  }
  return judgement;
}

std::vector<std::vector<JudgedCycle>> ClockRun::cycles(Instant now) {
  std::vector<std::vector<JudgedCycle>> all;
  for (Clock& clock : clocks_) {
    auto& cycles = all.emplace_back(clock.ended);
    if (clock.keeps && clock.watch.phase() == Phase::stopped) continue;
    const CycleState current = clock.watch.current();
    auto judgement = clock.read(now).judgement;
    if (judgement.state == model::ClockState::none) continue;
    cycles.push_back({current.number, current.began, std::move(judgement)});
  }
  return all;
}

Clocks::Clocks(const Policy& policy, model::Incident incident)
    : policy_(policy), incident_(std::move(incident)), now_(incident_.created) {
  for (std::size_t event = 0; event < incident_.events.size(); ++event) insert(event);
}

void Clocks::insert(std::size_t event) {
  const auto place = std::upper_bound(order_.begin(), order_.end(), incident_.events[event].at,
                                      [this](Instant when, std::size_t other) { return when < at(other); });
  const bool is_past = place - order_.begin() < static_cast<std::ptrdiff_t>(applied_);
  if (is_past || (last_fact_ && at(event) <= *last_fact_)) run_.reset();
  order_.insert(place, event);
}

void Clocks::add(model::SlaEvent event) {
  incident_.events.push_back(std::move(event));
  insert(incident_.events.size() - 1);
}

void Clocks::add(model::Correction correction) {
  incident_.corrections.push_back(std::move(correction));
  run_.reset();
}

void Clocks::replay(Instant now) {
  ++replays_;
  run_ = std::make_unique<ClockRun>(policy_, incident_, now);
  applied_ = 0;
  last_fact_.reset();
  for (const Step& step : steps_of(incident_, now)) {
    run_->apply(step);
    if (step.event != nullptr) {
      ++applied_;
    } else {
      last_fact_ = step.at;
    }
  }
}

model::Judgement Clocks::judgement(Instant now) {
  now = std::max(now, incident_.created);
  const auto& corrections = incident_.corrections;
  const bool corrected = std::any_of(corrections.begin(), corrections.end(),
                                     [&](const auto& correction) { return !settled(correction, now_); });
  const auto& contract = incident_.contract_from;
  const bool is_attached = contract && now_ < *contract && *contract <= now;
  if (run_ == nullptr || now < now_ || corrected || is_attached) {
    replay(now);
  } else {
    for (; applied_ < order_.size() && at(order_[applied_]) <= now; ++applied_) {
      const model::SlaEvent& event = incident_.events[order_[applied_]];
      run_->apply({std::max(event.at, incident_.created), &event, nullptr, nullptr});
    }
  }
  now_ = now;
  model::Judgement judgement = run_->judge(now);
  if (applied_ < order_.size()) keep_earlier(judgement.next_transition, at(order_[applied_]));
  keep_later_facts(judgement, incident_, now);
  return judgement;
}

}  // namespace estafeta::sla
