// The pieces of a write: what can be left out of it when the tracker refuses the whole because of a part.
//
// Trackers name the culprit in sentences of the reader's language and without field names, so that it is
// found by leaving pieces out, never by reading. Pure; no thread rule.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/tracker/tracker.h"

namespace estafeta::tracker {

// In the order in which they are given up: what is worth least first.
enum class Part {
  dates,
  files,
  watchers,
  estimate,
  other_field,  // a custom field Estafeta has no word for
  subject,
  description,
  field,
  assignee,
  parent,
  kind,
  state,
};

struct Piece {
  Part part = Part::state;
  std::string name = {};  // field: to_string(model::Field); other_field: the tracker's name of it

  friend auto operator<=>(const Piece&, const Piece&) = default;
};

using Pieces = std::set<Piece>;

Piece of_field(model::Field field);

// `dates`, `field:hand_over`; for the store and inside phrases.
std::string to_text(const Piece& piece);
std::optional<Piece> piece_from(const std::string& text);

// What it would be no use to go on without: a status that decides about all else, where an issue belongs, and
// what it is found by.
bool is_needed(const Piece& piece);

// The note is none: it goes with what it tells of.
Pieces pieces_of(const IssueUpdate& change);
// Of a creation: what it could be made without.
Pieces pieces_of(const NewIssue& issue);
NewIssue without(NewIssue issue, const Pieces& left_out);
// Without these, and with nothing that hangs on them: a note tells of a status, of a decision carried out, of
// what the stamp remembers; nobody is given an issue whose status did not come true.
IssueUpdate without(IssueUpdate change, const Pieces& left_out);
// These alone, without a note.
IssueUpdate only(const IssueUpdate& change, const Pieces& kept);

// The pieces that did not stick, of a Status with Cause::written_otherwise; else none.
Pieces not_written(const base::Status& status);
// What the tracker answered, in its own words, of a Status with Cause::refused; else nothing.
std::vector<std::string> sentences_of(const base::Status& status);

}  // namespace estafeta::tracker
