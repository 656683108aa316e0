#include "connector/sla/clocks/ledger.h"

#include <algorithm>
#include <map>
#include <utility>

#include "connector/sla/clocks/correction.h"
#include "connector/sla/clocks/stopwatch.h"

namespace estafeta::sla {

namespace {

using base::Instant;
using base::Seconds;
using model::Correction;

// A part of the life in which nothing that matters changed.
struct Stretch {
  Instant start;
  Instant end;
  Phase phase = Phase::not_begun;
  const Target* target = nullptr;  // in force; null: none
  model::StatusWord status;
  std::string department;
  int cycle = 1;
};

// One clock's life in stretches, from creation to `now` without a gap.
class Course {
 public:
  Course(const Policy& policy, std::size_t clock, const model::Incident& incident,
         std::vector<Evidence>& evidence)
      : policy_(policy),
        clock_(clock),
        incident_(incident),
        watch_(policy, clock, incident, policy.target_for(incident, incident.priority), &evidence),
        next_{incident.created, incident.created, {}, nullptr, incident.status, incident.department, 1},
        target_(watch_.target()) {}

  void follow(const std::vector<Step>& steps, Instant now) {
    for (Step step : steps) {
      cut(step.at);
      if (step.event != nullptr) take(*step.event);
      step.target = target_;
      watch_.apply(step);
      if (const auto& over = watch_.stopped()) judged_by_[over->number] = over->judged_by;
    }
    cut(now);
    const CycleState last = watch_.current();
    judged_by_[last.number] = last.judged_by;
  }

  const std::vector<Stretch>& stretches() const { return stretches_; }
  // What judges the clock now; null: nothing.
  const Target* judged_by() const { return promising(watch_.current().judged_by); }
  // The hours by which a stretch counts; null: it does not count.
  const calendar::Calendar* hours_of(const Stretch& stretch) const {
    const bool in_cycles = policy_.clocks[clock_].runs_in_cycles();
    const Target* judged = in_cycles ? promising(judged_by_.at(stretch.cycle)) : judged_by();
    const Target* target = policy_.carries(clock_) ? promising(stretch.target) : judged;
    return judged == nullptr || target == nullptr ? nullptr : &target->hours;
  }

 private:
  const Target* promising(const Target* target) const {
    return target != nullptr && target->promises(clock_) ? target : nullptr;
  }

  void take(const model::SlaEvent& event) {
    if (event.priority) target_ = policy_.target_for(incident_, *event.priority);
    if (event.status) next_.status = *event.status;
    if (event.department) next_.department = *event.department;
  }

  void cut(Instant at) {
    if (at <= next_.start) return;
    next_.end = at;
    next_.phase = watch_.phase();
    next_.target = watch_.target();
    next_.cycle = watch_.cycle();
    stretches_.push_back(next_);
    next_.start = at;
  }

  const Policy& policy_;
  const std::size_t clock_;
  const model::Incident& incident_;
  Stopwatch watch_;
  Stretch next_;
  const Target* target_;
  std::vector<Stretch> stretches_;
  std::map<int, const Target*> judged_by_;  // by the number of the cycle
};

class LedgerWriter {
 public:
  LedgerWriter(const std::vector<calendar::Interval>& excluded, std::vector<LedgerEntry>& entries)
      : excluded_(excluded), entries_(entries) {}

  void write(const Stretch& stretch, const calendar::Calendar* hours) {
    if (stretch.phase == Phase::stopped) return add(stretch, stretch.start, stretch.end, Spent::stopped);
    if (stretch.phase == Phase::not_begun) return add(stretch, stretch.start, stretch.end, Spent::none);
    Instant at = stretch.start;
    for (const calendar::Interval& hole : excluded_) {
      if (hole.end <= at || hole.start >= stretch.end) continue;
      write_counted(stretch, at, hole.start, hours);
      at = std::max(at, hole.start);
      add(stretch, at, std::min(hole.end, stretch.end), Spent::excluded);
      at = std::min(hole.end, stretch.end);
    }
    write_counted(stretch, at, stretch.end, hours);
  }

 private:
  void write_counted(const Stretch& stretch, Instant start, Instant end, const calendar::Calendar* hours) {
    if (stretch.phase == Phase::paused) return add(stretch, start, end, Spent::paused);
    if (hours == nullptr) return add(stretch, start, end, Spent::none);
    while (start < end) {
      const auto open = hours->interval_at_or_after(start);
      const Instant opening = open ? std::clamp(open->start, start, end) : end;
      const Instant closing = open ? std::clamp(open->end, start, end) : end;
      write_closed(stretch, start, opening, *hours);
      add(stretch, opening, closing, Spent::running);
      start = closing;
    }
  }

  // By local dates, some of which are holidays.
  void write_closed(const Stretch& stretch, Instant start, Instant end, const calendar::Calendar& hours) {
    while (start < end) {
      const base::Date today = hours.zone().local_date(start);
      const auto tomorrow = base::Date(std::chrono::sys_days(today) + std::chrono::days(1));
      const Instant until = std::min(end, hours.zone().start_of_day(tomorrow));
      add(stretch, start, until, hours.is_holiday(today) ? Spent::holiday : Spent::closed);
      start = until;
    }
  }

  void add(const Stretch& stretch, Instant start, Instant end, Spent spent) {
    if (start >= end) return;
    LedgerEntry entry{start, end, spent, stretch.status, stretch.department, stretch.cycle};
    if (!entries_.empty()) {
      LedgerEntry& last = entries_.back();
      entry.start = last.start;
      entry.end = last.end;
      if (last == entry) {  // alike in all but time: goes on
        last.end = end;
        return;
      }
      entry.start = start;
      entry.end = end;
    }
    entries_.push_back(std::move(entry));
  }

  const std::vector<calendar::Interval>& excluded_;
  std::vector<LedgerEntry>& entries_;
};

void add_exclusions(const model::Incident& incident, Instant now, std::vector<Evidence>& evidence) {
  for (const Correction& correction : incident.corrections) {
    if (correction.type != Correction::Type::excluded || !says_when(correction, now)) continue;
    evidence.push_back({std::max(*correction.from, incident.created), correction.journal, true,
                        base::Phrase("sla.evidence.excluded", {{"until", correction.until.value_or(now)},
                                                               {"entered", entry_of(correction)}})});
  }
  std::stable_sort(evidence.begin(), evidence.end(),
                   [](const Evidence& a, const Evidence& b) { return a.at < b.at; });
}

}  // namespace

std::string_view to_string(Spent spent) {
  switch (spent) {
    case Spent::running:
      return "running";
    case Spent::closed:
      return "closed";
    case Spent::holiday:
      return "holiday";
    case Spent::paused:
      return "paused";
    case Spent::excluded:
      return "excluded";
    case Spent::stopped:
      return "stopped";
    case Spent::none:
      return "none";
  }
  return "?";
}

Seconds Ledger::total(Spent spent) const {
  Seconds sum{0};
  for (const LedgerEntry& entry : entries) {
    if (entry.spent == spent) sum += entry.length();
  }
  return sum;
}

std::vector<Ledger> ledgers(const Policy& policy, const model::Incident& incident, Instant now) {
  now = std::max(now, incident.created);
  const std::vector<Step> steps = steps_of(incident, now);
  const auto excluded = exclusions_of(incident, now);
  std::vector<Ledger> all;
  for (std::size_t clock = 0; clock < policy.clocks.size(); ++clock) {
    Ledger& ledger = all.emplace_back();
    ledger.clock = policy.clocks[clock].name;
    Course course(policy, clock, incident, ledger.evidence);
    course.follow(steps, now);
    ledger.kind = policy.clocks[clock].kind;
    ledger.carried = policy.carries(clock);
    if (const Target* judged = course.judged_by()) {
      ledger.calendar = judged->calendar;
      ledger.hours = judged->hours;
    }
    LedgerWriter writer(excluded, ledger.entries);
    for (const Stretch& stretch : course.stretches()) {
      writer.write(stretch, course.hours_of(stretch));
    }
    add_exclusions(incident, now, ledger.evidence);
  }
  return all;
}

}  // namespace estafeta::sla
