#include "connector/sla/statistics/restate.h"

#include <algorithm>
#include <array>

namespace estafeta::sla {

namespace {

using base::Instant;

void count(MetAndBreached& figures, Standing standing) {
  if (standing == Standing::met) ++figures.met;
  if (standing == Standing::breached) ++figures.breached;
}

// What a breached clock has used goes on growing while it is open; that is no other outcome.
bool same(const SignedClock& was, const Outcome& is) {
  if (was.standing != is.standing || was.counted_at != is.counted_at) return false;
  if (is.standing == Standing::left_out) return was.rule == is.rule;
  if (was.target != is.judgement.target) return false;
  return is.standing != Standing::met || was.elapsed == is.judgement.elapsed;
}

bool has_later_correction(const model::Incident& incident, Instant signed_at) {
  return std::any_of(incident.corrections.begin(), incident.corrections.end(),
                     [&](const model::Correction& correction) { return correction.entered > signed_at; });
}

}  // namespace

std::string_view to_string(Why why) {
  constexpr std::array<std::string_view, 6> kWhys{"excluded", "correction", "went_on",
                                                  "history",  "came_in",    "rules"};
  return kWhys[static_cast<std::size_t>(why)];
}

Restater::Restater(SignOff sign_off, calendar::Zone zone, Instant now, JudgeAsOf judge)
    : zone_(zone), now_(now), judge_(std::move(judge)) {
  result_.sign_off = std::move(sign_off);
  const auto& clocks = result_.sign_off.clocks;
  for (std::size_t i = 0; i < clocks.size(); ++i) {
    left_[{clocks[i].issue, clocks[i].clock, clocks[i].cycle}] = i;
    count(result_.signed_figures[clocks[i].clock], clocks[i].standing);
  }
}

void Restater::add(const Record& record, const Judged& judged) {
  const std::string client = client_of(record, judged);
  const auto& sign_off = result_.sign_off;
  for (const Outcome& outcome : outcomes(record, judged, now_)) {
    const auto signed_at = left_.find({record.incident.id, outcome.clock, outcome.counted_cycle()});
    const bool belongs = client == sign_off.client && !outcome.open() &&
                         format_month(zone_.local_date(outcome.counted_at)) == sign_off.month;
    const SignedClock* was = signed_at == left_.end() ? nullptr : &sign_off.clocks[signed_at->second];
    if (belongs) count(result_.figures[outcome.clock], outcome.standing);
    if (belongs || was != nullptr) compare(record, was, outcome, belongs);
    if (signed_at != left_.end()) left_.erase(signed_at);
  }
}

void Restater::compare(const Record& record, const SignedClock* was, const Outcome& is, bool belongs) {
  if (was != nullptr && belongs && same(*was, is)) return;
  Restatement restatement{record.incident.id, is.clock, {}, {}, why(record, was, &is), is.counted_cycle()};
  if (was != nullptr) restatement.was = Counted{was->standing, was->rule, was->elapsed};
  if (belongs || is.open()) restatement.is = Counted{is.standing, is.rule, is.judgement.elapsed};
  result_.restatements.push_back(std::move(restatement));
}

Why Restater::why(const Record& record, const SignedClock* was, const Outcome* is) const {
  const Instant then = result_.sign_off.at;
  if (has_later_correction(record.incident, then)) {
    const bool excluded = is->standing == Standing::left_out && is->rule == LeftOut::correction;
    return excluded ? Why::excluded : Why::correction;
  }
  const bool by_itself = is->rule == LeftOut::duplicate || is->rule == LeftOut::gone;
  if (is->standing == Standing::left_out && by_itself) return Why::excluded;
  const auto as_of_then = outcomes(record, judge_(record, then), then);
  const Outcome* before = same_in(as_of_then, *is);
  const bool as_signed = before != nullptr && (was == nullptr ? before->open() : same(*was, *before));
  if (as_signed) return Why::went_on;
  if (was == nullptr && came_in(record.incident)) return Why::came_in;
  if (was != nullptr && was->corrections != corrections_fingerprint(record.incident, then)) {
    return Why::correction;
  }
  if (was != nullptr && was->facts != fingerprint(record.incident, then)) return Why::history;
  return Why::rules;
}

// Every clock of an incident of the month is signed, those left out as well. An incident of a former month
// may have come into this one by other rules.
bool Restater::came_in(const model::Incident& incident) const {
  const auto& sign_off = result_.sign_off;
  if (incident.created > sign_off.at) return true;
  if (format_month(zone_.local_date(incident.created)) != sign_off.month) return false;
  return std::none_of(sign_off.clocks.begin(), sign_off.clocks.end(),
                      [&](const SignedClock& clock) { return clock.issue == incident.id; });
}

Restated Restater::restated() {
  for (const SignedClock& was : result_.sign_off.clocks) {
    if (!left_.contains({was.issue, was.clock, was.cycle})) continue;
    result_.restatements.push_back(
        {was.issue, was.clock, Counted{was.standing, was.rule, was.elapsed}, {}, Why::history, was.cycle});
  }
  std::stable_sort(result_.restatements.begin(), result_.restatements.end(),
                   [](const Restatement& a, const Restatement& b) { return a.issue < b.issue; });
  return std::move(result_);
}

}  // namespace estafeta::sla
