#include "connector/render/incident/review.h"

#include "connector/render/incident/explanation.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using views::Review;

Phrase opening(const Review& review) {
  Phrase said(review.ended ? "review.over" : "review.again", {{"incident", review.incident.value},
                                                              {"title", review.title},
                                                              {"client", review.client},
                                                              {"began", review.began}});
  if (review.ended) said.values.emplace_back("ended", *review.ended);
  return said;
}

Table timeline(const Review& review, const Speaker& speaker) {
  Table table{
      {speaker.say("review.head_when"), speaker.say("review.head_who"), speaker.say("review.head_what")}, {}};
  for (const auto& step : review.steps) {
    std::string what;
    for (const auto& one : step.what) what += (what.empty() ? "" : "; ") + speaker.say(one);
    table.rows.push_back({speaker.instant(step.at), speaker.escape(one_line(step.who)), what});
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
std::string decided(const LedgerView& ledger, const Speaker& speaker, const model::Markup& markup) {
  std::string text;
  for (const auto& clock : ledger.judgement.clocks) {
    const auto* spent = find_ledger(ledger, clock.clock);
    if (!clock.stopped_at || spent == nullptr) continue;
    text += markup.item(speaker.say(verdict_of(clock, spent)));
    // The first is what the verdict said.
    const auto sums = sums_of(ledger, *spent);
    for (std::size_t i = 1; i < sums.size(); ++i) text += markup.item(speaker.say(sums[i]));
  }
  return text;
}

}  // namespace

std::string review_page(const Review& review, const LedgerView& ledger, const Speaker& speaker,
                        const model::Markup& markup) {
  const Layout layout(markup);
  const auto part = [&](const char* heading, const std::string& content) {
    return "\n" + layout.heading(speaker.say(heading)) + "\n" + content;
  };
  std::string page = speaker.say(opening(review)) + "\n";
  page += part("review.timeline", layout.table(timeline(review, speaker)));
  if (const auto clocks = decided(ledger, speaker, markup); !clocks.empty())
    page += part("review.clocks", clocks);
  if (!review.changes.empty()) {
    const auto shortly = speaker.say(Phrase("review.changes", {{"before", speaker.duration(review.before)}}));
    page += "\n" + layout.heading(shortly) + "\n" + layout.table(changes_table(review, speaker));
  }
  std::string questions;
  for (const auto& question : review.questions) questions += markup.item(speaker.escape(one_line(question)));
  if (!questions.empty()) page += part("review.questions", questions);
  return page + "\n" + speaker.say("review.yours") + "\n";
}

}  // namespace estafeta::render
