#include "connector/service/trouble.h"

#include <algorithm>
#include <set>

#include "connector/render/kit/note.h"
#include "connector/tracker/pieces.h"
#include "connector/tracker/readback.h"

namespace estafeta::service {

namespace {

using base::Phrase;
using base::Status;
using tracker::Part;
using tracker::Piece;

constexpr base::Seconds kLately{24 * 3600};

std::string field_name(const std::string& word, const model::TrackerMapping& mapping) {
  const auto field = model::field_from(word);
  const auto names = field ? mapping.fields.find(*field) : mapping.fields.end();
  return names == mapping.fields.end() || names->second.empty() ? word : names->second.front();
}

Phrase name_of(const Piece& piece, const model::TrackerMapping& mapping) {
  switch (piece.part) {
    case Part::dates:
      return Phrase("piece.dates");
    case Part::files:
      return Phrase("piece.files");
    case Part::watchers:
      return Phrase("piece.watchers");
    case Part::estimate:
      return Phrase("piece.estimate");
    case Part::other_field:
      return Phrase("piece.field", {{"field", piece.name}});
    case Part::subject:
      return Phrase("piece.subject");
    case Part::description:
      return Phrase("piece.description");
    case Part::field:
      return Phrase("piece.field", {{"field", field_name(piece.name, mapping)}});
    case Part::assignee:
      return Phrase("piece.assignee");
    case Part::parent:
      return Phrase("piece.parent");
    case Part::kind:
      return Phrase("piece.tracker");
    case Part::state:
      return Phrase("piece.status");
  }
  return Phrase("piece.status");
}

Phrase way_out(const Piece& piece, const model::Issue& issue) {
  switch (piece.part) {
    case Part::dates:
      return issue.children.empty() ? Phrase("trouble.way_dates")
                                    : Phrase("trouble.way_dates_derived", {{"issue", issue.id.value}});
    case Part::files:
      return Phrase("trouble.way_files");
    case Part::watchers:
      return Phrase("trouble.way_watchers");
    case Part::assignee:
      return Phrase("trouble.way_assignee");
    case Part::estimate:
    case Part::other_field:
    case Part::subject:
    case Part::description:
    case Part::field:
    case Part::parent:
    case Part::kind:
    case Part::state:
      return Phrase("trouble.way_field");
  }
  return Phrase("trouble.way_field");
}

// Written when the issue is made, and never again.
bool is_of_creation(const Piece& piece) {
  return piece.part == Part::watchers || piece.part == Part::estimate || piece.part == Part::other_field;
}

std::vector<Piece> pieces_in(const store::Refusal& refusal) {
  std::vector<Piece> pieces;
  for (const auto& text : refusal.parts) {
    if (const auto piece = tracker::piece_from(text)) pieces.push_back(*piece);
  }
  return pieces;
}

bool said_lately(const model::Issue& issue, const std::string& text, base::Instant now) {
  return std::any_of(issue.events.begin(), issue.events.end(), [&](const model::Event& event) {
    return event.own && event.comment && event.at + kLately > now &&
           tracker::normalised(event.comment->text) == tracker::normalised(text);
  });
}

}  // namespace

std::vector<Phrase> names_of(const store::Refusal& refusal, const model::TrackerMapping& mapping) {
  std::vector<Phrase> names;
  for (const auto& piece : pieces_in(refusal)) names.push_back(name_of(piece, mapping));
  return names;
}

Status Trouble::tell_standstill(const model::Issue& issue, const Status& why) {
  const bool is_incident = issue.kind == model::Kind::incident;
  return tell(issue, {Phrase(is_incident ? "trouble.incident_stands" : "trouble.change_stands",
                             {{"why", std::vector<Phrase>{why.phrase()}}}),
                      Phrase("trouble.again", {{"issue", issue.id.value}})});
}

Status Trouble::tell_refusals(const model::Issue& issue, const std::vector<store::Refusal>& refusals) {
  std::vector<Phrase> paragraphs;
  std::vector<std::string> said;
  std::vector<Phrase> ways;
  bool is_retried = false;
  bool is_of_people = false;
  for (const auto& refusal : refusals) {
    paragraphs.emplace_back("trouble.left_out", std::vector<std::pair<std::string, base::PhraseValue>>{
                                                    {"issue", refusal.issue.value},
                                                    {"pieces", names_of(refusal, site_.mappings.tracker)}});
    const bool is_new = std::find(said.begin(), said.end(), refusal.answer) == said.end();
    if (!refusal.answer.empty() && is_new) {
      paragraphs.push_back(Phrase("trouble.answer", {{"answer", refusal.answer}}));
      said.push_back(refusal.answer);
    }
    const auto refused = reader_.issue(refusal.issue);
    for (const auto& piece : pieces_in(refusal)) {
      const auto way = way_out(piece, refused.value_or(model::Issue{}));
      if (std::find(ways.begin(), ways.end(), way) == ways.end()) ways.push_back(way);
      (is_of_creation(piece) ? is_of_people : is_retried) = true;
    }
  }
  paragraphs.insert(paragraphs.end(), ways.begin(), ways.end());
  if (is_of_people) paragraphs.emplace_back("trouble.set_by_hand");
  if (is_retried) paragraphs.emplace_back("trouble.retried");
  return tell(issue, paragraphs);
}

Status Trouble::tell(const model::Issue& issue, const std::vector<Phrase>& paragraphs) {
  const auto text = render::note(paragraphs, site_.in_tracker());
  if (said_lately(issue, text, clock_.now())) return {};
  if (issue.kind == model::Kind::incident) return notifier_.tell_duty(issue, text);
  tracker::IssueUpdate update;
  update.note = text;
  return writes_.update(issue.id, update);
}

}  // namespace estafeta::service
