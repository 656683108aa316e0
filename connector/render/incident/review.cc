#include "connector/render/incident/review.h"

#include "connector/render/incident/explanation.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using views::Review;

bool is_mass(const Review& review) {
  return review.incidents.size() > 1;
}

Phrase opening(const views::ReviewedIncident& incident) {
  Phrase said(incident.ended ? "review.over" : "review.again", {{"incident", incident.issue.value},
                                                                {"title", incident.title},
                                                                {"client", incident.client},
                                                                {"began", incident.began}});
  if (incident.ended) said.values.emplace_back("ended", *incident.ended);
  return said;
}

std::string incidents_table(const Review& review, const Speaker& speaker, const Layout& layout) {
  Table table;
  for (const char* head : {"proposals.head_client", "board.head_issue", "board.head_title",
                           "ledger.head_from", "ledger.head_until"})
    table.heads.push_back(speaker.say(head));
  for (const auto& one : review.incidents) {
    table.rows.push_back({speaker.escape(one_line(one.client)), reference(one.issue),
                          speaker.escape(one_line(one.title)), speaker.instant(one.began),
                          one.ended ? speaker.instant(*one.ended) : speaker.say("list.none")});
  }
  const auto n = static_cast<std::int64_t>(review.incidents.size());
  return speaker.say(Phrase("review.mass", {{"n", n}})) + "\n\n" + layout.table(table);
}

Table timeline(const Review& review, const Speaker& speaker) {
  Table table{{speaker.say("review.head_when")}, {}};
  if (is_mass(review)) table.heads.push_back(speaker.say("board.head_issue"));
  table.heads.push_back(speaker.say("review.head_who"));
  table.heads.push_back(speaker.say("review.head_what"));
  for (const auto& step : review.steps) {
    std::string what;
    for (const auto& one : step.what) what += (what.empty() ? "" : "; ") + speaker.say(one);
    auto& row = table.rows.emplace_back(std::vector{speaker.instant(step.at)});
    if (is_mass(review)) row.push_back(reference(step.incident));
    row.push_back(speaker.escape(one_line(step.who)));
    row.push_back(what);
  }
  return table;
}

Table changes_table(const Review& review, const Speaker& speaker) {
  Table table{
      {speaker.say("dossier.head_ended"), speaker.say("board.head_issue"), speaker.say("board.head_title")},
      {}};
  for (const auto& change : review.changes) {
    table.rows.push_back(
        {speaker.instant(change.ended), reference(change.issue), speaker.escape(one_line(change.title))});
  }
  return table;
}

// Of a clock that runs each look would say something else.
std::string decided(const LedgerView& ledger, bool is_mass, const Speaker& speaker,
                    const model::Markup& markup) {
  std::string text;
  for (const auto& clock : ledger.judgement.clocks) {
    const auto* spent = find_ledger(ledger, clock.clock);
    if (!clock.stopped_at || spent == nullptr) continue;
    const auto verdict = speaker.say(verdict_of(clock, spent));
    text += markup.item(is_mass ? reference(ledger.issue) + " " + verdict : verdict);
    if (is_mass) continue;
    // The first is what the verdict said.
    const auto sums = sums_of(ledger, *spent);
    for (std::size_t i = 1; i < sums.size(); ++i) text += markup.item(speaker.say(sums[i]));
  }
  return text;
}

}  // namespace

std::string review_page(const Review& review, const std::vector<LedgerView>& ledgers, const Speaker& speaker,
                        const model::Markup& markup) {
  const Layout layout(markup);
  const auto part = [&](const char* heading, const std::string& content) {
    return "\n" + layout.heading(speaker.say(heading)) + "\n" + content;
  };
  std::string page = is_mass(review) ? incidents_table(review, speaker, layout)
                                     : speaker.say(opening(review.incidents.front())) + "\n";
  page += part("review.timeline", layout.table(timeline(review, speaker)));
  std::string clocks;
  for (const auto& ledger : ledgers) clocks += decided(ledger, is_mass(review), speaker, markup);
  if (!clocks.empty()) page += part("review.clocks", clocks);
  if (!review.changes.empty()) {
    const Phrase shortly("review.changes", {{"before", review.before}});
    page += "\n" + layout.heading(speaker.say(shortly)) + "\n" + layout.table(changes_table(review, speaker));
  }
  std::string questions;
  for (const auto& question : review.questions) questions += markup.item(speaker.escape(one_line(question)));
  if (!questions.empty()) page += part("review.questions", questions);
  return page + "\n" + speaker.say("review.yours") + "\n";
}

}  // namespace estafeta::render
