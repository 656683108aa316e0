#include "connector/render/ledger.h"

#include <algorithm>
#include <array>

#include "connector/render/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using model::ClockJudgement;
using sla::Ledger;
using sla::LedgerEntry;
using sla::Spent;

std::string status_of(const model::StatusWord& status, const Speaker& speaker) {
  std::string text = speaker.word("state", to_string(status.state));
  if (status.reason != model::HoldReason::none)
    text += ": " + speaker.word("hold_reason", to_string(status.reason));
  return text;
}

std::vector<Phrase> facts_of(const ClockJudgement& clock) {
  std::vector<Phrase> facts;
  if (clock.target) facts.push_back(Phrase("ledger.target", {{"time", *clock.target}}));
  if (clock.elapsed) facts.push_back(Phrase("ledger.elapsed", {{"time", *clock.elapsed}}));
  if (clock.due) facts.push_back(Phrase("ledger.due", {{"at", *clock.due}}));
  if (clock.stopped_at) facts.push_back(Phrase("ledger.stopped_at", {{"at", *clock.stopped_at}}));
  if (clock.breached_at) facts.push_back(Phrase("ledger.breached_at", {{"at", *clock.breached_at}}));
  return facts;
}

std::string headline(const ClockJudgement& clock, const Speaker& speaker) {
  const Phrase phrase(
      "ledger.clock",
      {{"clock", clock.clock}, {"state", std::string(to_string(clock.state))}, {"facts", facts_of(clock)}});
  return speaker.say(phrase) + "\n";
}

Table entries_table(const Ledger& ledger, const Speaker& speaker) {
  Table table;
  for (const char* head : {"from", "until", "length", "spent", "status", "department"}) {
    table.heads.push_back(speaker.say("ledger.head_" + std::string(head)));
  }
  for (const LedgerEntry& entry : ledger.entries) {
    table.rows.push_back({speaker.instant(entry.start), speaker.instant(entry.end),
                          speaker.duration(entry.length()), speaker.word("spent", to_string(entry.spent)),
                          status_of(entry.status, speaker), speaker.escape(one_line(entry.department))});
  }
  return table;
}

std::string sums(const Ledger& ledger, const Speaker& speaker) {
  std::vector<Phrase> parts;
  for (const Spent spent : {Spent::running, Spent::closed, Spent::paused, Spent::stopped, Spent::none}) {
    const base::Seconds total = ledger.total(spent);
    if (total.count() == 0) continue;
    parts.push_back(Phrase("ledger.sum", {{"spent", std::string(to_string(spent))}, {"time", total}}));
  }
  return speaker.say(Phrase("ledger.sums", {{"sums", parts}})) + "\n";
}

std::string evidence(const Ledger& ledger, const Speaker& speaker) {
  std::string text;
  for (const sla::Evidence& piece : ledger.evidence) {
    text +=
        "  " + speaker.instant(piece.at) + (piece.counted ? "  + " : "  - ") + speaker.say(piece.what) + "\n";
  }
  return text;
}

std::string title_line(const LedgerView& view, const Speaker& speaker) {
  const char* key = view.policy.empty() ? "ledger.title_no_policy" : "ledger.title";
  return speaker.say(Phrase(key, {{"issue", view.issue.value},
                                  {"title", one_line(view.title)},
                                  {"client", view.client},
                                  {"policy", view.policy},
                                  {"now", view.now}})) +
         "\n";
}

}  // namespace

std::string ledger_text(const LedgerView& view, const Speaker& speaker) {
  std::string text = title_line(view, speaker);
  if (view.judgement.verdict != model::Verdict::complete) {
    const Phrase verdict("ledger.verdict", {{"verdict", std::string(to_string(view.judgement.verdict))}});
    text += speaker.say(verdict) + "\n";
  }
  for (const Phrase& problem : view.problems) text += "- " + speaker.say(problem) + "\n";
  for (const ClockJudgement& clock : view.judgement.clocks) {
    text += "\n" + headline(clock, speaker);
    const auto ledger = std::find_if(view.ledgers.begin(), view.ledgers.end(),
                                     [&](const Ledger& l) { return l.clock == clock.clock; });
    if (ledger == view.ledgers.end()) continue;
    text += text_table(entries_table(*ledger, speaker)) + sums(*ledger, speaker) + evidence(*ledger, speaker);
  }
  return text;
}

}  // namespace estafeta::render
