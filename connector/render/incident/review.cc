#include "connector/render/incident/review.h"

#include <set>

#include "connector/render/incident/explanation.h"
#include "connector/render/kit/html.h"
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

Table incidents_table(const Review& review, const Speaker& speaker) {
  Table table;
  for (const char* head : {"proposals.head_client", "board.head_issue", "board.head_title",
                           "ledger.head_from", "ledger.head_until"})
    table.heads.push_back(speaker.say(head));
  for (const auto& one : review.incidents) {
    table.rows.push_back({speaker.escape(one_line(one.client)), reference(one.issue),
                          speaker.escape(one_line(one.title)), speaker.instant(one.began),
                          one.ended ? speaker.instant(*one.ended) : speaker.say("list.none")});
  }
  return table;
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
std::vector<std::string> decided(const std::vector<LedgerView>& ledgers, bool is_mass,
                                 const Speaker& speaker) {
  std::vector<std::string> all;
  for (const auto& ledger : ledgers) {
    for (const auto& clock : ledger.judgement.clocks) {
      const auto* spent = find_ledger(ledger, clock.clock);
      if (!clock.stopped_at || spent == nullptr) continue;
      const auto verdict = speaker.say(verdict_of(clock, spent));
      all.push_back(is_mass ? reference(ledger.issue) + " " + verdict : verdict);
      if (is_mass) continue;
      // The first is what the verdict said.
      const auto sums = sums_of(ledger, *spent);
      for (std::size_t i = 1; i < sums.size(); ++i) all.push_back(speaker.say(sums[i]));
    }
  }
  return all;
}

// A part of it, of which most lack something; the first one has no heading.
struct Part {
  std::string heading;
  std::string said;
  Table table;
  std::vector<std::string> items;
};

std::vector<Part> parts_of(const Review& review, const std::vector<LedgerView>& ledgers,
                           const Speaker& speaker) {
  std::vector<Part> parts(1);
  if (is_mass(review)) {
    parts[0].said =
        speaker.say(Phrase("review.mass", {{"n", static_cast<std::int64_t>(review.incidents.size())}}));
    parts[0].table = incidents_table(review, speaker);
  } else {
    parts[0].said = speaker.say(opening(review.incidents.front()));
  }
  parts.push_back({speaker.say("review.timeline"), "", timeline(review, speaker), {}});
  auto clocks = decided(ledgers, is_mass(review), speaker);
  if (!clocks.empty()) parts.push_back({speaker.say("review.clocks"), "", {}, std::move(clocks)});
  if (!review.changes.empty()) {
    const Phrase shortly("review.changes", {{"before", review.before}});
    parts.push_back({speaker.say(shortly), "", changes_table(review, speaker), {}});
  }
  if (review.questions.empty()) return parts;
  auto& asked = parts.emplace_back(Part{speaker.say("review.questions"), "", {}, {}});
  for (const auto& question : review.questions) asked.items.push_back(speaker.escape(one_line(question)));
  return parts;
}

std::string html_row(const char* cell, const std::vector<std::string>& texts) {
  std::string row;
  for (const auto& text : texts) row += element(cell, {}, html_escape(text));
  return element("tr", {}, row) + "\n";
}

std::string html_table(const Table& table) {
  std::string rows;
  for (const auto& row : table.rows) rows += html_row("td", row);
  const auto head = element("thead", {}, html_row("th", table.heads));
  return element("table", {}, "\n" + head + "\n" + element("tbody", {}, rows) + "\n") + "\n";
}

}  // namespace

std::string review_title(const Review& review, const Speaker& speaker) {
  std::set<std::string> clients;
  for (const auto& one : review.incidents) clients.insert(one.client);
  const auto& title = review.incidents.front().title;
  if (clients.size() == 1) return speaker.say(Phrase("review.subject", {{"title", title}}));
  return speaker.say(
      Phrase("review.subject_of_mass", {{"n", static_cast<std::int64_t>(clients.size())}, {"title", title}}));
}

std::string review_page(const Review& review, const std::vector<LedgerView>& ledgers, const Speaker& speaker,
                        const model::Markup& markup) {
  const Layout layout(markup);
  std::string page;
  for (const auto& part : parts_of(review, ledgers, speaker)) {
    if (!part.heading.empty()) page += "\n" + layout.heading(part.heading) + "\n";
    if (!part.said.empty()) page += part.said + "\n";
    if (!part.table.rows.empty()) page += (part.said.empty() ? "" : "\n") + layout.table(part.table);
    for (const auto& item : part.items) page += markup.item(item);
  }
  return page + "\n" + speaker.say("review.yours") + "\n";
}

std::string review_text(const Review& review, const std::vector<LedgerView>& ledgers,
                        const Speaker& speaker) {
  std::string text;
  for (const auto& part : parts_of(review, ledgers, speaker)) {
    if (!part.heading.empty()) text += "\n" + part.heading + "\n";
    if (!part.said.empty()) text += part.said + "\n";
    if (!part.table.rows.empty()) text += text_table(part.table);
    for (const auto& item : part.items) text += "- " + item + "\n";
  }
  return text;
}

std::string review_html(const Review& review, const std::vector<LedgerView>& ledgers,
                        const Speaker& speaker) {
  const auto title = review_title(review, speaker);
  std::string body = element("h1", {}, html_escape(title)) + "\n";
  for (const auto& part : parts_of(review, ledgers, speaker)) {
    if (!part.heading.empty()) body += element("h2", {}, html_escape(part.heading)) + "\n";
    if (!part.said.empty()) body += element("p", {}, html_escape(part.said)) + "\n";
    if (!part.table.rows.empty()) body += html_table(part.table);
    std::string items;
    for (const auto& item : part.items) items += element("li", {}, html_escape(item)) + "\n";
    if (!items.empty()) body += element("ul", {}, "\n" + items) + "\n";
  }
  return printable_page(title, speaker.style().language, body);
}

}  // namespace estafeta::render
