#include "connector/tracker/redmine/outcome.h"

#include <algorithm>

#include "connector/tracker/readback.h"

namespace estafeta::tracker::redmine {

using base::Code;
using base::IssueId;
using base::Phrase;
using base::Status;
using model::Issue;

const model::Event* own_note(const Issue& issue, const std::string& text) {
  const auto found = std::find_if(issue.events.rbegin(), issue.events.rend(), [&](const model::Event& event) {
    return event.own && event.comment && normalised(event.comment->text) == normalised(text);
  });
  return found == issue.events.rend() ? nullptr : &*found;
}

void hear_time(Rest& rest, const Issue& after, std::optional<base::JournalId> known) {
  if (!known || after.events.empty()) return;
  const auto& last = after.events.back();
  if (last.own && last.journal > *known) rest.told_by_write(last.at);
}

Status edited_concurrently(IssueId id) {
  return {Code::aborted, Phrase("tracker.written_meanwhile", {{"path", issue_path(id)}})};
}

Status not_writable(std::vector<Phrase> missing) {
  return {Code::failed_precondition, Phrase("tracker.not_ready", {{"problems", std::move(missing)}})};
}

Status note_lost(IssueId id) {
  return {Code::failed_precondition, Phrase("tracker.note_lost", {{"issue", id.value}})};
}

Status note_would_be_public(IssueId id) {
  return {Code::failed_precondition, Phrase("tracker.note_public_expected", {{"issue", id.value}}),
          base::Cause::note_public};
}

Status status_refused(IssueId id, const std::string& wanted, const std::string& is,
                      const std::vector<std::string>& allowed) {
  return {Code::failed_precondition,
          Phrase("tracker.status_refused",
                 {{"issue", id.value}, {"status", wanted}, {"is", is}, {"allowed", allowed}})};
}

}  // namespace estafeta::tracker::redmine
