#include "connector/render/desks/proposals.h"

#include "connector/document/json_writer.h"
#include "connector/render/desks/cells.h"
#include "connector/render/kit/csv.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using views::ListedProposal;
using views::ProposalList;

std::string day_said(const std::optional<base::Date>& day) {
  return day ? base::format_date(*day) : "";
}

std::string day_shown(const std::optional<base::Date>& day, const Speaker& speaker) {
  return day ? base::format_date(*day) : speaker.say("list.none");
}

std::string all_of(const std::vector<std::string>& people, const char* between) {
  std::string all;
  for (const auto& person : people) all += (all.empty() ? "" : between) + one_line(person);
  return all;
}

Phrase in_period(const char* key, const ProposalList& list) {
  return Phrase(key, {{"from", base::format_date(list.period.from)},
                      {"until", base::format_date(list.period.until)},
                      {"n", static_cast<std::int64_t>(list.proposals.size())}});
}

Table proposals_in(const ProposalList& list, const Speaker& speaker) {
  Table table{heads({"board.head_issue", "proposals.head_client", "board.head_title", "proposals.head_people",
                     "board.head_state", "proposals.head_made", "proposals.head_agreed",
                     "proposals.head_done", "proposals.head_declined", "proposals.head_reason"},
                    speaker),
              {}};
  for (const auto& one : list.proposals) {
    table.rows.push_back({issue_cell(one.issue, speaker), speaker.escape(one_line(one.client)),
                          title_cell(one.title, speaker), speaker.escape(all_of(one.people, ", ")),
                          speaker.word("proposal_state", to_string(one.state)), base::format_date(one.made),
                          day_shown(one.agreed, speaker), day_shown(one.done, speaker),
                          day_shown(one.declined, speaker), speaker.escape(one_line(one.reason))});
  }
  return table;
}

Table people_in(const ProposalList& list, const Speaker& speaker) {
  Table table{heads({"proposals.head_person", "proposals.head_agreed_count"}, speaker), {}};
  for (const auto& [person, count] : list.agreed)
    table.rows.push_back({speaker.escape(one_line(person)), std::to_string(count)});
  return table;
}

}  // namespace

std::string proposals_text(const ProposalList& list, const Speaker& speaker) {
  if (list.proposals.empty()) return speaker.say(in_period("proposals.none", list)) + "\n";
  const Layout layout;
  std::string text =
      speaker.say(in_period("proposals.heading", list)) + "\n\n" + layout.table(proposals_in(list, speaker));
  if (list.agreed.empty()) return text;
  const auto n = static_cast<std::int64_t>(list.agreed.size());
  return text + "\n" + layout.heading(speaker.say(Phrase("proposals.by_person", {{"n", n}}))) + "\n" +
         layout.table(people_in(list, speaker));
}

std::string proposals_csv(const ProposalList& list) {
  std::string text = csv_line(
      {"issue", "client", "title", "people", "state", "noticed", "agreed", "done", "declined", "reason"});
  for (const auto& one : list.proposals) {
    text += csv_line({to_string(one.issue), one.client, one.title, all_of(one.people, "; "),
                      std::string(to_string(one.state)), base::format_date(one.made), day_said(one.agreed),
                      day_said(one.done), day_said(one.declined), one.reason});
  }
  return text;
}

std::string proposals_json(const ProposalList& list) {
  document::JsonWriter json;
  json.begin_object().key("from").value(base::format_date(list.period.from));
  json.key("until").value(base::format_date(list.period.until));
  json.key("proposals").list(list.proposals, [&](const ListedProposal& one) {
    json.object([&] {
      json.key("issue").value(one.issue).key("client").value(one.client).key("title").value(one.title);
      json.key("people").values(one.people).key("state").value(to_string(one.state));
      json.key("noticed").value(base::format_date(one.made)).key("agreed").value(day_said(one.agreed));
      json.key("done").value(day_said(one.done)).key("declined").value(day_said(one.declined));
      json.key("reason").value(one.reason);
    });
  });
  json.key("agreed_by_person").list(list.agreed, [&](const auto& one) {
    json.object([&] { json.key("person").value(one.first).key("agreed").value(one.second); });
  });
  return json.end_object().text();
}

}  // namespace estafeta::render
