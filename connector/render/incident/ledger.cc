#include "connector/render/incident/ledger.h"

#include "connector/render/incident/explanation.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using sla::Ledger;

std::string lines(const std::vector<Phrase>& phrases, const Speaker& speaker) {
  std::string text;
  for (const Phrase& phrase : phrases) text += speaker.say(phrase) + "\n";
  return text;
}

std::string headed(const char* heading, const std::string& body, const Speaker& speaker) {
  return body.empty() ? "" : "\n" + speaker.say(heading) + "\n" + body;
}

std::string evidence(const Ledger& ledger, const Speaker& speaker) {
  if (ledger.evidence.empty()) return "";
  std::string text = speaker.say("explain.evidence") + "\n";
  for (const sla::Evidence& piece : ledger.evidence) {
    text +=
        "  " + speaker.instant(piece.at) + (piece.counted ? "  + " : "  - ") + speaker.say(piece.what) + "\n";
  }
  return text;
}

std::string corrections(const LedgerView& view, const Speaker& speaker) {
  std::string text;
  for (const Phrase& phrase : corrections_of(view)) text += "  " + speaker.say(phrase) + "\n";
  return headed("explain.corrections", text, speaker);
}

}  // namespace

LedgerView ledger_view(const sla::Record& record, const sla::Judged& judged, const calendar::Zone& zone,
                       base::Instant now) {
  LedgerView view;
  view.issue = record.incident.id;
  view.title = record.subject;
  view.client = judged.client == nullptr ? record.project : judged.client->name;
  if (judged.department != nullptr) view.department = judged.department->title;
  if (judged.in_force.version != nullptr) {
    view.valid_from = judged.in_force.version->valid_from;
    view.policy = judged.in_force.contract != nullptr ? judged.in_force.contract->policy
                  : judged.department != nullptr      ? judged.department->ola
                                                      : "";
  }
  if (judged.in_force.contract != nullptr) view.contract = *judged.in_force.contract;
  view.created = record.incident.created;
  view.now = now;
  view.zone = zone;
  view.judgement = judged.judgement;
  view.problems = judged.problems;
  view.remarks = judged.remarks;
  view.excluded = judged.excluded;
  for (const model::Correction& correction : record.incident.corrections) {
    if (correction.entered <= now) view.corrections.push_back(correction);
  }
  view.refused = record.refused;
  view.cause = record.cause;
  view.measure = record.measure;
  view.bounces = sla::bounces(record.incident, now);
  const auto* policy = judged.policy();
  if (policy == nullptr) return view;
  view.ledgers = sla::ledgers(*policy, judged.incident_of(record), now);
  if (view.judgement.verdict != model::Verdict::complete) return view;
  auto cycles = sla::judged_cycles(*policy, judged.incident_of(record), now);
  for (std::size_t clock = 0; clock < policy->clocks.size(); ++clock) {
    const auto& rule = policy->clocks[clock];
    if (rule.runs_in_cycles()) view.cycles.emplace(rule.name, std::move(cycles[clock]));
  }
  return view;
}

std::string ledger_text(const LedgerView& view, const Speaker& speaker) {
  std::string text =
      speaker.say(Phrase("explain.title", {{"issue", view.issue.value}, {"title", one_line(view.title)}})) +
      "\n" + lines(opening(view), speaker);
  for (const model::ClockJudgement& clock : view.judgement.clocks) {
    const Ledger* ledger = find_ledger(view, clock.clock);
    text += "\n" + speaker.say(verdict_of(clock, ledger)) + "\n";
    if (ledger == nullptr) continue;
    text += lines(background_of(view, clock, *ledger), speaker);
    if (clock.target) {
      text += "\n" + text_table(entries_table(*ledger, speaker)) + lines(sums_of(view, *ledger), speaker);
    }
    text += evidence(*ledger, speaker);
  }
  return text + corrections(view, speaker) +
         headed("explain.lessons", lines(lessons_of(view), speaker), speaker);
}

}  // namespace estafeta::render
