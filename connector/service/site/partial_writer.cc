#include "connector/service/site/partial_writer.h"

#include <algorithm>

#include "connector/service/site/back_off.h"
#include "connector/tracker/concurrent_edit.h"

namespace estafeta::service {

namespace {

using base::Cause;
using base::IssueId;
using base::Status;
using tracker::IssueUpdate;
using tracker::Piece;
using tracker::Pieces;

constexpr std::size_t kMostAttempts = 12;

// Only to know a text again.
std::string fingerprint(const std::string& text) {
  return text.empty() ? "" : std::to_string(std::hash<std::string>{}(text));
}

Pieces pieces_in(const store::Refusal& refusal) {
  Pieces pieces;
  for (const auto& text : refusal.parts) {
    if (const auto piece = tracker::piece_from(text)) pieces.insert(*piece);
  }
  return pieces;
}

base::JournalId newest_of_people(const model::Issue& issue) {
  base::JournalId newest{0};
  for (const auto& event : issue.events) {
    if (!event.own) newest = std::max(newest, event.journal);
  }
  return newest;
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const auto& sentence : sentences) text += (text.empty() ? "" : "; ") + sentence;
  return text;
}

// What goes along with the dates: by itself it would be a write, and a mail, each time the plan moves.
bool follows_dates(const Piece& piece) {
  return piece == tracker::of_field(model::Field::deadline) ||
         piece == tracker::of_field(model::Field::change_forecast);
}

bool has_needed(const Pieces& pieces) {
  return std::any_of(pieces.begin(), pieces.end(), tracker::is_needed);
}

// First without each single piece, then without more and more of them. The first try that is taken ends it.
std::vector<Pieces> choices_of(const Pieces& all) {
  std::vector<Pieces> choices;
  Pieces together;
  for (const auto& piece : all) {
    if (!tracker::is_needed(piece)) choices.push_back({piece});
  }
  const std::size_t singles = choices.size();
  for (std::size_t i = 0; i < singles; ++i) {
    together.insert(*choices[i].begin());
    if (i > 0) choices.push_back(together);
  }
  if (choices.size() > kMostAttempts) choices.resize(kMostAttempts);
  return choices;
}

}  // namespace

Status PartialWriter::begin_pass() {
  const auto stored = store_.refusals();
  if (!stored) return stored.error();
  refusals_.clear();
  for (const auto& one : *stored) refusals_[one.issue] = one;
  return {};
}

void PartialWriter::begin(IssueId of) {
  of_ = of;
  wanted_.clear();
}

Status PartialWriter::end() {
  for (const auto& refusal : current()) {
    if (wanted_.contains(refusal.issue)) continue;
    if (auto ended = forget(refusal.issue); !ended.ok()) return ended;
  }
  return {};
}

std::vector<store::Refusal> PartialWriter::current() const {
  std::vector<store::Refusal> found;
  for (const auto& [issue, refusal] : refusals_) {
    if (refusal.of == of_) found.push_back(refusal);
  }
  return found;
}

std::optional<base::Instant> PartialWriter::next_try() const {
  std::optional<base::Instant> next;
  for (const auto& refusal : current()) next = std::min(next.value_or(refusal.next), refusal.next);
  return next;
}

bool PartialWriter::refuses(IssueId issue, const Piece& piece) const {
  const auto known = refusals_.find(issue);
  return known != refusals_.end() && pieces_in(known->second).contains(piece);
}

Status PartialWriter::told(IssueId issue) {
  auto& refusal = refusals_.at(issue);
  refusal.told = true;
  return store_.set_refusal(refusal);
}

Status PartialWriter::try_now(const Piece& piece) {
  if (auto read = begin_pass(); !read.ok()) return read;
  for (auto& [issue, refusal] : refusals_) {
    if (!pieces_in(refusal).contains(piece)) continue;
    refusal.next = std::min(refusal.next, clock_.now());
    if (auto kept = store_.set_refusal(refusal); !kept.ok()) return kept;
  }
  return {};
}

bool PartialWriter::is_told_elsewhere(const store::Refusal& refusal) const {
  return std::any_of(refusals_.begin(), refusals_.end(), [&](const auto& entry) {
    const auto& other = entry.second;
    return other.told && other.issue != refusal.issue && other.parts == refusal.parts;
  });
}

Status PartialWriter::update(const model::Issue& issue, const IssueUpdate& change) {
  const auto rest = without_refused(issue, change);
  if (!rest) return rest.error();
  if (rest->empty()) return {};
  const auto outcome = write(issue.id, *rest);
  if (!outcome.status.ok() || outcome.refused.empty()) return outcome.status;
  const auto known = refusals_.find(issue.id);
  const auto beside = known == refusals_.end() ? Pieces() : pieces_in(known->second);
  return remember(issue, outcome, beside, outcome.noted ? rest->note : "");
}

// As an update is split: a creation that was refused made nothing.
base::Result<IssueId> PartialWriter::create(const tracker::NewIssue& issue, const Creation& create) {
  auto made = create(issue);
  Pieces left_out;
  std::vector<std::string> answer;
  if (!made && made.error().cause() == Cause::refused) {
    answer = tracker::sentences_of(made.error());
    for (const auto& pieces : choices_of(tracker::pieces_of(issue))) {
      auto rest = create(tracker::without(issue, pieces));
      if (!rest && rest.error().cause() == Cause::refused) continue;
      made = std::move(rest);
      left_out = pieces;
      break;
    }
  }
  model::Issue stands;
  if (made) {
    stands.id = made->id;
  } else {
    const auto dropped = tracker::not_written(made.error());
    const auto* id = made.error().phrase().find("issue");
    const auto* number = id == nullptr ? nullptr : std::get_if<std::int64_t>(id);
    if (dropped.empty() || number == nullptr || has_needed(dropped)) return base::fail(made.error());
    stands.id = {*number};
    left_out.insert(dropped.begin(), dropped.end());
  }
  if (left_out.empty()) return stands.id;
  const Outcome outcome{.status = {}, .refused = left_out, .answer = answer, .noted = false};
  if (auto kept = remember(stands, outcome, {}, ""); !kept.ok()) return base::fail(std::move(kept));
  return stands.id;
}

// What is known to be refused is tried by itself where its time has come, and otherwise left out.
base::Result<IssueUpdate> PartialWriter::without_refused(const model::Issue& issue,
                                                         const IssueUpdate& change) {
  const auto known = refusals_.find(issue.id);
  if (known == refusals_.end()) return change;
  const auto refusal = known->second;
  Pieces again;
  for (const auto& piece : tracker::pieces_of(change)) {
    if (pieces_in(refusal).contains(piece)) again.insert(piece);
  }
  if (again.empty()) return change;
  wanted_.insert(issue.id);
  if (clock_.now() >= refusal.next || newest_of_people(issue) > refusal.seen) {
    const auto outcome = write(issue.id, tracker::only(change, again));
    if (!outcome.status.ok()) return base::fail(outcome.status);
    Pieces others = pieces_in(refusal);
    for (const auto& piece : again) others.erase(piece);
    again = outcome.refused;
    const auto kept =
        again.empty() && others.empty() ? forget(issue.id) : remember(issue, outcome, others, "");
    if (!kept.ok()) return base::fail(kept);
  }
  auto rest = tracker::without(change, again);
  if (fingerprint(rest.note) == refusal.note) rest.note.clear();
  const auto left = tracker::pieces_of(rest);
  const bool is_worth_it = !rest.note.empty() || !std::all_of(left.begin(), left.end(), follows_dates);
  return again.empty() || is_worth_it ? rest : IssueUpdate();
}

PartialWriter::Outcome PartialWriter::write(IssueId id, const IssueUpdate& change) {
  auto status = tracker_.update(id, change);
  if (status.cause() == Cause::refused) return split(id, change, status);
  Outcome outcome{.status = {}, .refused = tracker::not_written(status), .answer = {}, .noted = true};
  const bool can_go_on = !outcome.refused.empty() && !has_needed(outcome.refused);
  if (!can_go_on) outcome.status = std::move(status);
  return outcome;
}

PartialWriter::Outcome PartialWriter::split(IssueId id, const IssueUpdate& change, const Status& refusal) {
  const auto all = tracker::pieces_of(change);
  for (const auto& left_out : choices_of(all)) {
    auto outcome = attempt(id, change, left_out);
    if (!outcome) continue;
    outcome->answer = tracker::sentences_of(refusal);
    return *outcome;
  }
  if (has_needed(all) || all.empty()) return {.status = refusal, .refused = {}, .answer = {}, .noted = false};
  return {.status = {}, .refused = all, .answer = tracker::sentences_of(refusal), .noted = false};
}

// Nothing: the tracker refuses it without these too.
std::optional<PartialWriter::Outcome> PartialWriter::attempt(IssueId id, const IssueUpdate& change,
                                                             const Pieces& left_out) {
  const auto rest = tracker::without(change, left_out);
  if (rest.empty()) return std::nullopt;
  auto status = tracker_.update(id, rest);
  if (status.cause() == Cause::refused) return std::nullopt;
  Outcome outcome{.status = {}, .refused = left_out, .answer = {}, .noted = !rest.note.empty()};
  const auto dropped = tracker::not_written(status);
  const bool can_go_on = !dropped.empty() && !has_needed(dropped);
  if (!status.ok() && !can_go_on) outcome.status = std::move(status);
  outcome.refused.insert(dropped.begin(), dropped.end());
  return outcome;
}

Status PartialWriter::remember(const model::Issue& issue, const Outcome& outcome, const Pieces& beside,
                               const std::string& note) {
  auto& refusal = refusals_[issue.id];
  const auto before = pieces_in(refusal);
  Pieces now = beside;
  now.insert(outcome.refused.begin(), outcome.refused.end());
  const bool has_more = !std::includes(before.begin(), before.end(), now.begin(), now.end());
  refusal.issue = issue.id;
  refusal.of = of_;
  refusal.parts.clear();
  for (const auto& piece : now) refusal.parts.push_back(tracker::to_text(piece));
  refusal.attempts = has_more ? 1 : refusal.attempts + 1;
  refusal.told = refusal.told && !has_more;
  refusal.next = clock_.now() + wait_after(refusal.attempts);
  refusal.seen = std::max(refusal.seen, tracker::newest_entry(issue));
  if (!outcome.answer.empty() || has_more) refusal.answer = joined(outcome.answer);
  if (!note.empty()) refusal.note = fingerprint(note);
  wanted_.insert(issue.id);
  return store_.set_refusal(refusal);
}

Status PartialWriter::forget(IssueId id) {
  refusals_.erase(id);
  return store_.end_refusal(id);
}

}  // namespace estafeta::service
