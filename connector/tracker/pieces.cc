#include "connector/tracker/pieces.h"

#include <algorithm>
#include <array>

namespace estafeta::tracker {

namespace {

using model::Field;

constexpr std::array<std::pair<Part, std::string_view>, 12> kWords{{
    {Part::dates, "dates"},
    {Part::files, "files"},
    {Part::watchers, "watchers"},
    {Part::estimate, "estimate"},
    {Part::other_field, "other"},
    {Part::subject, "subject"},
    {Part::description, "description"},
    {Part::field, "field"},
    {Part::assignee, "assignee"},
    {Part::parent, "parent"},
    {Part::kind, "tracker"},
    {Part::state, "state"},
}};

// A note that was written without them would be written again by the next decision.
bool note_hangs_on(const Piece& piece) {
  return piece.part == Part::state || piece == of_field(Field::change_plan) ||
         piece == of_field(Field::decision);
}

void remove(const Piece& piece, IssueUpdate& change) {
  switch (piece.part) {
    case Part::dates:
      change.start_date.reset();
      change.due_date.reset();
      break;
    case Part::files:
      change.uploads.clear();
      break;
    case Part::subject:
      change.subject.reset();
      break;
    case Part::description:
      change.description.reset();
      break;
    case Part::field:
      if (const auto field = model::field_from(piece.name)) change.fields.erase(*field);
      break;
    case Part::assignee:
      change.assignee.reset();
      break;
    case Part::state:
      change.state.reset();
      change.assignee.reset();
      break;
    case Part::watchers:
    case Part::estimate:
    case Part::other_field:
    case Part::parent:
    case Part::kind:
      break;  // of a creation only
  }
}

void remove(const Piece& piece, NewIssue& issue) {
  switch (piece.part) {
    case Part::dates:
      issue.start_date.reset();
      issue.due_date.reset();
      break;
    case Part::watchers:
      issue.watchers.clear();
      break;
    case Part::estimate:
      issue.estimate.reset();
      break;
    case Part::other_field:
      issue.other_fields.erase(piece.name);
      break;
    case Part::description:
      issue.description.clear();
      break;
    case Part::field:
      if (const auto field = model::field_from(piece.name)) issue.fields.erase(*field);
      break;
    case Part::assignee:
      issue.assignee.reset();
      break;
    case Part::files:
    case Part::subject:
    case Part::parent:
    case Part::kind:
    case Part::state:
      break;  // of an update only, or nothing could be made without it
  }
}

template <typename T>
const std::vector<T>* list_in(const base::Status& status, const char* name) {
  const auto* value = status.phrase().find(name);
  return value == nullptr ? nullptr : std::get_if<std::vector<T>>(value);
}

}  // namespace

Piece of_field(Field field) {
  return {Part::field, std::string(model::to_string(field))};
}

std::string to_text(const Piece& piece) {
  const auto* word =
      std::find_if(kWords.begin(), kWords.end(), [&](const auto& one) { return one.first == piece.part; });
  return std::string(word->second) + (piece.name.empty() ? "" : ":" + piece.name);
}

std::optional<Piece> piece_from(const std::string& text) {
  const auto colon = text.find(':');
  const std::string_view word = std::string_view(text).substr(0, colon);
  const auto* known =
      std::find_if(kWords.begin(), kWords.end(), [&](const auto& one) { return one.second == word; });
  if (known == kWords.end()) return std::nullopt;
  return Piece{known->first, colon == std::string::npos ? "" : text.substr(colon + 1)};
}

bool is_needed(const Piece& piece) {
  return piece.part == Part::state || piece.part == Part::parent || piece.part == Part::kind ||
         piece == of_field(Field::task_key);
}

Pieces pieces_of(const IssueUpdate& change) {
  Pieces pieces;
  if (change.state) pieces.insert({Part::state});
  if (change.assignee) pieces.insert({Part::assignee});
  if (change.subject) pieces.insert({Part::subject});
  if (change.description) pieces.insert({Part::description});
  if (change.start_date || change.due_date) pieces.insert({Part::dates});
  if (!change.uploads.empty()) pieces.insert({Part::files});
  for (const auto& [field, value] : change.fields) pieces.insert(of_field(field));
  return pieces;
}

Pieces pieces_of(const NewIssue& issue) {
  Pieces pieces;
  if (issue.start_date || issue.due_date) pieces.insert({Part::dates});
  if (!issue.watchers.empty()) pieces.insert({Part::watchers});
  if (issue.estimate) pieces.insert({Part::estimate});
  if (!issue.description.empty()) pieces.insert({Part::description});
  if (issue.assignee) pieces.insert({Part::assignee});
  for (const auto& [name, value] : issue.other_fields) pieces.insert({Part::other_field, name});
  for (const auto& [field, value] : issue.fields) {
    if (!is_needed(of_field(field))) pieces.insert(of_field(field));
  }
  return pieces;
}

NewIssue without(NewIssue issue, const Pieces& left_out) {
  for (const auto& piece : left_out) remove(piece, issue);
  return issue;
}

IssueUpdate without(IssueUpdate change, const Pieces& left_out) {
  for (const auto& piece : left_out) remove(piece, change);
  if (std::any_of(left_out.begin(), left_out.end(), note_hangs_on)) change.note.clear();
  return change;
}

IssueUpdate only(const IssueUpdate& change, const Pieces& kept) {
  IssueUpdate part = change;
  for (const auto& piece : pieces_of(change)) {
    if (!kept.contains(piece)) remove(piece, part);
  }
  if (kept.contains({Part::assignee})) part.assignee = change.assignee;
  part.note.clear();
  return part;
}

Pieces not_written(const base::Status& status) {
  Pieces pieces;
  if (status.cause() != base::Cause::written_otherwise) return pieces;
  const auto* problems = list_in<base::Phrase>(status, "problems");
  if (problems == nullptr) return pieces;
  for (const auto& problem : *problems) {
    const auto* value = problem.find("piece");
    const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
    const auto piece = text == nullptr ? std::nullopt : piece_from(*text);
    if (piece) pieces.insert(*piece);
  }
  return pieces;
}

std::vector<std::string> sentences_of(const base::Status& status) {
  const auto* sentences = list_in<std::string>(status, "sentences");
  return status.cause() != base::Cause::refused || sentences == nullptr ? std::vector<std::string>()
                                                                        : *sentences;
}

}  // namespace estafeta::tracker
