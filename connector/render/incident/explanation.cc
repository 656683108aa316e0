#include "connector/render/incident/explanation.h"

#include <algorithm>
#include <set>

#include "connector/render/kit/text.h"
#include "connector/sla/clocks/correction.h"

namespace estafeta::render {

namespace {

using base::Instant;
using base::Phrase;
using base::Seconds;
using messages::Speaker;
using model::ClockJudgement;
using model::ClockState;
using model::Correction;
using sla::Ledger;
using sla::LedgerEntry;
using sla::Spent;
using sla::Wait;

std::string status_of(const model::StatusWord& status, const Speaker& speaker) {
  std::string text = speaker.word("state", to_string(status.state));
  if (status.reason != model::HoldReason::none)
    text += ": " + speaker.word("hold_reason", to_string(status.reason));
  return text;
}

Phrase judged_by(const LedgerView& view) {
  if (view.policy.empty() || !view.valid_from) return Phrase("explain.no_policy");
  Phrase phrase("explain.policy",
                {{"policy", view.policy}, {"valid_from", base::format_date(*view.valid_from)}});
  if (view.contract) {
    phrase.key = "explain.policy_of_contract";
    phrase.values.emplace_back("client", view.client);
    phrase.values.emplace_back("from", base::format_date(view.contract->from));
    phrase.values.emplace_back("until", base::format_date(view.contract->until));
  } else if (!view.department.empty()) {
    phrase.key = "explain.policy_of_department";
    phrase.values.emplace_back("department", view.department);
  }
  return phrase;
}

// How much of the target had gone; under carry_fraction seconds of several targets do not add up to one.
std::vector<Phrase> used(const ClockJudgement& clock, const Ledger* ledger) {
  if (ledger != nullptr && ledger->carried) {
    const double share = 100 * std::stod(clock.used.value_or("0"));
    return {Phrase("explain.used_carried", {{"share", static_cast<std::int64_t>(share)}})};
  }
  return {Phrase("explain.used", {{"elapsed", *clock.elapsed}, {"target", *clock.target}})};
}

std::string verdict_key(const ClockJudgement& clock, const Ledger* ledger) {
  const bool carried = ledger != nullptr && ledger->carried;
  const bool in_cycles = ledger != nullptr && ledger->kind != sla::ClockKind::once;
  const bool exact = clock.elapsed == clock.target;
  switch (clock.state) {
    case ClockState::none:
      return in_cycles ? "explain.no_cycle" : "explain.none";
    case ClockState::running:
      return "explain.running";
    case ClockState::at_risk:
      return "explain.at_risk";
    case ClockState::paused:
      return "explain.paused";
    case ClockState::met:
      return carried || exact ? "explain.met" : "explain.met_early";
    case ClockState::breached:
      break;
  }
  const std::string key = clock.stopped_at ? "explain.breached" : "explain.breached_open";
  return carried ? key + "_carried" : key;
}

// A zone's clocks put forward or back within a stretch of time.
void add_clock_changes(const calendar::Zone& zone, Instant from, Instant until, std::set<Instant>& told,
                       std::vector<Phrase>& phrases) {
  for (auto stretch = zone.stretch_at(from); stretch.end < until;) {
    const auto next = zone.stretch_at(stretch.end);
    const Seconds shift = next.offset - stretch.offset;
    if (shift != Seconds(0) && told.insert(stretch.end).second) {
      const base::Date day = zone.local_date(stretch.end);
      const bool back = shift < Seconds(0);
      phrases.emplace_back(
          back ? "explain.clocks_back" : "explain.clocks_forward",
          Phrase("",
                 {{"date", base::format_date(day)}, {"zone", zone.name()}, {"shift", back ? -shift : shift}})
              .values);
    }
    stretch = next;
  }
}

// While a clock stands still it does not matter in which status or with whom: that is one row.
std::vector<LedgerEntry> told_as_one(const std::vector<LedgerEntry>& entries) {
  std::vector<LedgerEntry> rows;
  for (const LedgerEntry& entry : entries) {
    const bool goes_on =
        !rows.empty() && entry.spent == Spent::stopped && rows.back().spent == Spent::stopped;
    if (!goes_on) {
      rows.push_back(entry);
      continue;
    }
    LedgerEntry& row = rows.back();
    row.end = entry.end;
    if (row.status != entry.status) row.status = {};
    if (row.department != entry.department) row.department.clear();
  }
  return rows;
}

// Until when its clock is of interest: it stopped for good, or now.
Instant end_of_interest(const Ledger& ledger) {
  for (auto entry = ledger.entries.rbegin(); entry != ledger.entries.rend(); ++entry) {
    if (entry->spent != Spent::stopped && entry->spent != Spent::none) return entry->end;
  }
  return ledger.entries.empty() ? Instant{} : ledger.entries.front().start;
}

// Each in its turn, those that are over and the one under way.
void add_cycles(const std::vector<sla::JudgedCycle>& cycles, std::vector<Phrase>& phrases) {
  const auto breached = std::count_if(cycles.begin(), cycles.end(), [](const sla::JudgedCycle& cycle) {
    return cycle.judgement.state == ClockState::breached;
  });
  phrases.push_back(Phrase("explain.cycles_in_all", {{"n", static_cast<std::int64_t>(cycles.size())},
                                                     {"breached", std::int64_t{breached}}}));
  for (const sla::JudgedCycle& cycle : cycles) {
    const ClockJudgement& judged = cycle.judgement;
    Phrase phrase(judged.stopped_at ? "explain.cycle" : "explain.cycle_open",
                  {{"n", std::int64_t{cycle.number}},
                   {"began", cycle.began},
                   {"state", std::string(to_string(judged.state))},
                   {"elapsed", judged.elapsed.value_or(Seconds(0))},
                   {"target", judged.target.value_or(Seconds(0))}});
    if (judged.stopped_at) phrase.values.emplace_back("stopped", *judged.stopped_at);
    phrases.push_back(std::move(phrase));
  }
}

std::vector<std::string> holidays_of(const Ledger& ledger) {
  std::vector<std::string> days;
  if (!ledger.hours) return days;
  for (const LedgerEntry& entry : ledger.entries) {
    if (entry.spent != Spent::holiday) continue;
    const calendar::Zone& zone = ledger.hours->zone();
    const auto last = std::chrono::sys_days(zone.local_date(entry.end - Seconds(1)));
    for (auto day = std::chrono::sys_days(zone.local_date(entry.start)); day <= last;
         day += std::chrono::days(1)) {
      const std::string text = base::format_date(base::Date(day));
      if (days.empty() || days.back() != text) days.push_back(text);
    }
  }
  return days;
}

std::vector<Phrase> times_of(const sla::Share& share) {
  std::vector<Phrase> parts;
  for (int i = 0; i < sla::kSpentCount; ++i) {
    const auto spent = static_cast<Spent>(i);
    const Seconds total = share.of(spent);
    if (total > Seconds(0)) {
      parts.push_back(Phrase("ledger.sum", {{"spent", std::string(to_string(spent))}, {"time", total}}));
    }
  }
  return parts;
}

std::vector<Phrase> waits_of(const Ledger& ledger) {
  std::vector<Phrase> parts;
  for (int i = 1; i < sla::kWaits; ++i) {
    const auto waiting = static_cast<Wait>(i);
    Seconds total{0};
    for (const LedgerEntry& entry : ledger.entries) {
      const bool alive = entry.spent != Spent::stopped && entry.spent != Spent::none;
      if (alive && sla::wait_of(entry) == waiting) total += entry.length();
    }
    if (total > Seconds(0)) {
      parts.push_back(Phrase("explain.wait", {{"who", std::string(to_string(waiting))}, {"time", total}}));
    }
  }
  return parts;
}

Phrase correction_phrase(const Correction& correction) {
  const bool whole = correction.type == Correction::Type::excluded && !correction.from;
  const std::string type = whole ? "whole" : std::string(to_string(correction.type));
  Phrase phrase("explain.corrected_" + type, {{"entered", sla::entry_of(correction)}});
  if (correction.from) phrase.values.emplace_back("from", *correction.from);
  if (correction.until) phrase.values.emplace_back("until", *correction.until);
  return phrase;
}

}  // namespace

std::vector<Phrase> opening(const LedgerView& view) {
  std::vector<Phrase> phrases;
  phrases.push_back(
      Phrase("explain.about", {{"client", view.client}, {"created", view.created}, {"now", view.now}}));
  phrases.push_back(judged_by(view));
  if (view.judgement.verdict != model::Verdict::complete) {
    phrases.push_back(
        Phrase("ledger.verdict", {{"verdict", std::string(to_string(view.judgement.verdict))}}));
  }
  phrases.insert(phrases.end(), view.problems.begin(), view.problems.end());
  if (view.excluded) {
    phrases.push_back(Phrase("explain.excluded", {{"why", std::vector<Phrase>{view.excluded->what}}}));
  }
  phrases.insert(phrases.end(), view.remarks.begin(), view.remarks.end());
  return phrases;
}

std::vector<ToldCorrection> told_corrections(const LedgerView& view) {
  std::vector<ToldCorrection> told;
  for (const Correction& correction : view.corrections)
    told.push_back({correction.journal, true, {correction_phrase(correction)}});
  for (const sla::RefusedCorrection& refused : view.refused) {
    ToldCorrection one{refused.journal, false, {}};
    one.sentences.push_back(Phrase("explain.refused", {{"author", refused.author}, {"at", refused.at}}));
    one.sentences.insert(one.sentences.end(), refused.problems.begin(), refused.problems.end());
    told.push_back(std::move(one));
  }
  return told;
}

std::vector<Phrase> corrections_of(const LedgerView& view) {
  std::vector<Phrase> phrases;
  for (const auto& told : told_corrections(view))
    phrases.insert(phrases.end(), told.sentences.begin(), told.sentences.end());
  return phrases;
}

std::vector<Phrase> lessons_of(const LedgerView& view) {
  const auto& clocks = view.judgement.clocks;
  const bool breached = std::any_of(clocks.begin(), clocks.end(), [](const ClockJudgement& clock) {
    return clock.state == ClockState::breached || (clock.cycles && clock.cycles->breached > 0);
  });
  if (!breached) return {};
  return {view.cause.empty() ? Phrase("explain.no_cause")
                             : Phrase("explain.cause", {{"text", within_sentence(view.cause)}}),
          view.measure.empty() ? Phrase("explain.no_measure")
                               : Phrase("explain.measure", {{"text", within_sentence(view.measure)}})};
}

Phrase verdict_of(const ClockJudgement& clock, const Ledger* ledger) {
  Phrase phrase(verdict_key(clock, ledger), {{"clock", clock.clock}});
  if (!clock.target || !clock.elapsed) return phrase;
  const Seconds left = *clock.target - *clock.elapsed;
  phrase.values.emplace_back("used", used(clock, ledger));
  phrase.values.emplace_back("target", *clock.target);
  phrase.values.emplace_back("left", left);
  phrase.values.emplace_back("over", -left);
  if (clock.due) phrase.values.emplace_back("due", *clock.due);
  if (clock.stopped_at) phrase.values.emplace_back("stopped", *clock.stopped_at);
  if (clock.breached_at) phrase.values.emplace_back("breached", *clock.breached_at);
  return phrase;
}

std::vector<Phrase> background_of(const LedgerView& view, const ClockJudgement& clock, const Ledger& ledger) {
  std::vector<Phrase> phrases;
  if (!clock.target) return phrases;
  phrases.push_back(Phrase(ledger.carried ? "explain.promised_carried" : "explain.promised",
                           {{"target", *clock.target}, {"calendar", ledger.calendar}}));
  const bool retargeted = std::any_of(ledger.evidence.begin(), ledger.evidence.end(),
                                      [](const auto& piece) { return piece.retargets; });
  if (retargeted && !ledger.carried) phrases.emplace_back("explain.retargeted");
  if (const auto cycles = view.cycles.find(clock.clock); cycles != view.cycles.end()) {
    add_cycles(cycles->second, phrases);
  } else if (const int dropped = ledger.entries.empty() ? 0 : ledger.entries.back().cycle - 1; dropped > 0) {
    phrases.push_back(Phrase("explain.cycles", {{"n", std::int64_t{dropped}}}));
  }
  const Instant end = end_of_interest(ledger);
  std::set<Instant> told;
  if (ledger.hours) add_clock_changes(ledger.hours->zone(), view.created, end, told, phrases);
  add_clock_changes(view.zone, view.created, end, told, phrases);
  const auto days = holidays_of(ledger);
  if (!days.empty())
    phrases.push_back(Phrase(
        "explain.holidays",
        {{"days", days}, {"calendar", ledger.calendar}, {"n", static_cast<std::int64_t>(days.size())}}));
  return phrases;
}

std::vector<Phrase> sums_of(const LedgerView& view, const Ledger& ledger) {
  std::vector<Phrase> phrases;
  const auto all = sla::shares(ledger);
  sla::Share sum;
  for (const sla::Share& share : all) {
    for (std::size_t i = 0; i < sum.times.size(); ++i) {
      for (std::size_t j = 0; j < sum.times[i].size(); ++j) sum.times[i][j] += share.times[i][j];
    }
  }
  phrases.push_back(Phrase("ledger.sums", {{"sums", times_of(sum)}}));
  for (const sla::Share& share : all) {
    if (all.size() == 1 && share.department.empty()) continue;
    const char* key = share.department.empty() ? "explain.no_department" : "explain.department";
    phrases.push_back(Phrase(key, {{"department", share.department}, {"times", times_of(share)}}));
  }
  if (view.bounces.hand_overs > 0) {
    phrases.push_back(Phrase(
        view.bounces.returns > 0 ? "explain.bounces" : "explain.hand_overs",
        {{"n", std::int64_t{view.bounces.hand_overs}}, {"returns", std::int64_t{view.bounces.returns}}}));
  }
  auto waits = waits_of(ledger);
  if (!waits.empty()) phrases.push_back(Phrase("explain.waits", {{"waits", std::move(waits)}}));
  return phrases;
}

Table entries_table(const Ledger& ledger, const Speaker& speaker) {
  Table table;
  for (const char* head : {"from", "until", "length", "spent", "status", "department"}) {
    table.heads.push_back(speaker.say("ledger.head_" + std::string(head)));
  }
  for (const LedgerEntry& entry : told_as_one(ledger.entries)) {
    table.rows.push_back({speaker.instant(entry.start), speaker.instant(entry.end),
                          speaker.duration(entry.length()), speaker.word("spent", to_string(entry.spent)),
                          entry.status.state == model::State::unknown ? "" : status_of(entry.status, speaker),
                          speaker.escape(one_line(entry.department))});
  }
  return table;
}

const Ledger* find_ledger(const LedgerView& view, const std::string& clock) {
  const auto found = std::find_if(view.ledgers.begin(), view.ledgers.end(),
                                  [&](const Ledger& ledger) { return ledger.clock == clock; });
  return found == view.ledgers.end() ? nullptr : &*found;
}

}  // namespace estafeta::render
