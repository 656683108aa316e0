#include "connector/sla/ledger.h"

#include <algorithm>
#include <utility>

#include "connector/sla/stopwatch.h"

namespace estafeta::sla {

namespace {

using base::Instant;
using base::Seconds;

class LedgerWriter {
 public:
  explicit LedgerWriter(std::vector<LedgerEntry>& entries) : entries_(entries) {}

  void write(const Stretch& stretch, const calendar::Calendar* hours) {
    if (stretch.phase == Phase::stopped) return add(stretch, stretch.start, stretch.end, Spent::stopped);
    if (stretch.phase == Phase::paused) return add(stretch, stretch.start, stretch.end, Spent::paused);
    if (hours == nullptr) return add(stretch, stretch.start, stretch.end, Spent::none);
    write_running(stretch, *hours);
  }

 private:
  void write_running(const Stretch& stretch, const calendar::Calendar& hours) {
    Instant at = stretch.start;
    while (at < stretch.end) {
      const auto open = hours.interval_at_or_after(at);
      const Instant opening = open ? std::clamp(open->start, at, stretch.end) : stretch.end;
      const Instant closing = open ? std::clamp(open->end, at, stretch.end) : stretch.end;
      add(stretch, at, opening, Spent::closed);
      add(stretch, opening, closing, Spent::running);
      at = closing;
    }
  }

  void add(const Stretch& stretch, Instant start, Instant end, Spent spent) {
    if (start >= end) return;
    LedgerEntry entry{start, end, spent, stretch.status, std::string(stretch.department), stretch.cycle};
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

  std::vector<LedgerEntry>& entries_;
};

// The hours by which a stretch counts; null: it does not count.
const calendar::Calendar* hours_of(const Policy& policy, std::size_t clock, const Course& course,
                                   const Stretch& stretch) {
  const Target* judged = course.target;
  const Target* target = policy.carry_fraction ? stretch.target : judged;
  const bool counts = stretch.phase == Phase::running && judged != nullptr && target != nullptr &&
                      judged->amounts[clock] > Seconds(0) && target->amounts[clock] > Seconds(0);
  return counts ? &target->hours : nullptr;
}

}  // namespace

std::string_view to_string(Spent spent) {
  switch (spent) {
    case Spent::running:
      return "running";
    case Spent::closed:
      return "closed";
    case Spent::paused:
      return "paused";
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
  std::vector<Ledger> all;
  for (std::size_t clock = 0; clock < policy.clocks.size(); ++clock) {
    Ledger& ledger = all.emplace_back();
    ledger.clock = policy.clocks[clock].name;
    const Course course = follow(policy, policy.clocks[clock], incident, steps, now, &ledger.evidence);
    LedgerWriter writer(ledger.entries);
    for (const Stretch& stretch : course.stretches) {
      writer.write(stretch, hours_of(policy, clock, course, stretch));
    }
  }
  return all;
}

}  // namespace estafeta::sla
