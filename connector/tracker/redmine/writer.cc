#include "connector/tracker/redmine/writer.h"

#include <algorithm>

#include "connector/tracker/concurrent_edit.h"
#include "connector/tracker/readback.h"
#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/encode.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/links.h"
#include "connector/tracker/redmine/outcome.h"
#include "connector/tracker/redmine/uploads.h"
#include "connector/tracker/redmine/values.h"
#include "connector/tracker/redmine/watching.h"

namespace estafeta::tracker::redmine {

using base::Code;
using base::IssueId;
using base::Phrase;
using base::Result;
using base::Status;
using document::Node;
using http::Method;
using model::Issue;

namespace {

constexpr std::size_t kFieldWritesAtOnce = 1000;  // as many as the plugin takes

bool changed_by_others(const Issue& issue, base::Instant since) {
  return std::any_of(issue.events.begin(), issue.events.end(), [&](const model::Event& event) {
    return !event.own && event.at >= since && (event.status || !event.fields.empty());
  });
}

}  // namespace

Result<Issue> RedmineWriter::create(const NewIssue& asked) {
  if (auto status = session_.site.load_names(); !status.ok()) return base::fail(std::move(status));
  // Redmine would take another tracker, without the field for the key: the issue could not be found again.
  const auto facts = session_.site.project(asked.project);
  if (!facts) return base::fail(facts.error());
  if (!facts->kinds.contains(asked.kind)) {
    return base::fail(Code::failed_precondition, Phrase("tracker.kind_not_in_project",
                                                        {{"kind", std::string(model::to_string(asked.kind))},
                                                         {"project", asked.project}}));
  }
  if (auto made = channel_.create(asked)) {
    if (!*made) return *made;
    if (auto status = check_created(asked, **made); !status.ok()) return base::fail(std::move(status));
    return *made;
  }
  std::vector<Phrase> missing;
  auto body = encode(session_.codec(), asked, missing);
  if (!missing.empty()) return base::fail(not_writable(std::move(missing)));
  // Without being asked it does not show who watches.
  const char* path = asked.watchers.empty() ? "/issues.json" : "/issues.json?include=watchers";
  const auto node = session_.rest.write(Method::post, path, std::move(body));
  if (!node) return base::fail(node.error());
  const Node* made = node->find("issue");
  if (made == nullptr) return base::fail(not_understood("/issues.json"));
  auto issue = reader_.decoded(*made);
  if (!issue) return issue;
  session_.rest.told_by_write(issue->created);
  issue->watchers = watchers_of(*made);
  if (auto status = check_created(asked, *issue); !status.ok()) return base::fail(std::move(status));
  return issue;
}

Status RedmineWriter::update(IssueId id, const IssueUpdate& asked) {
  if (auto status = session_.site.load_names(); !status.ok()) return status;
  if (asked.empty()) return {};
  if (auto done = channel_.update(id, asked)) return *done;
  return update_over_rest(id, asked);
}

Status RedmineWriter::update_over_rest(IssueId id, const IssueUpdate& asked) {
  IssueUpdate change = asked;
  model::Kind kind = model::Kind::other;
  if (change.state || (change.seen && !shared_parts(change).empty())) {
    const auto before = reader_.read(id, false);
    if (!before) return before.error();
    if (was_overtaken(change, *before)) return edited_concurrently(id);
    kind = before->kind;
    if (before->status.state == change.state) {
      change.state.reset();
    } else if (auto status = check_allowed(*before, change.state); !status.ok()) {
      return status;
    }
  }
  if (change.empty()) return {};
  const auto tokens = upload(session_.rest, change.uploads);
  if (!tokens) return tokens.error();
  std::vector<Phrase> missing;
  auto body = encode(session_.codec(), kind, change, *tokens, missing);
  if (!missing.empty()) return not_writable(std::move(missing));
  const auto answer = session_.rest.write(Method::put, issue_path(id), std::move(body));
  if (!answer)
    return answer.error().code() == Code::not_found ? as_issue(answer.error(), id) : answer.error();
  return read_back(id, kind, change, session_.rest.server_time());
}

std::vector<Status> RedmineWriter::write_fields(const std::vector<FieldWrite>& writes) {
  std::vector<Status> out;
  if (auto status = session_.site.load_names(); !status.ok()) return {writes.size(), status};
  for (std::size_t begin = 0; begin < writes.size(); begin += kFieldWritesAtOnce) {
    const auto from = writes.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto until =
        writes.begin() + static_cast<std::ptrdiff_t>(std::min(writes.size(), begin + kFieldWritesAtOnce));
    const std::vector<FieldWrite> some(from, until);
    const auto done = channel_.write_fields(some);
    for (std::size_t i = 0; i < some.size(); ++i) {
      const auto known = done ? (*done)[i] : std::nullopt;
      IssueUpdate change;
      change.fields = some[i].fields;
      out.push_back(known ? *known : update_over_rest(some[i].id, change));
    }
  }
  return out;
}

Status RedmineWriter::private_note(IssueId id, const std::string& text) {
  if (auto status = session_.site.load_names(); !status.ok()) return status;
  if (auto done = channel_.private_note(id, text)) return *done;
  const auto may = may_note_privately(id);
  if (!may) return may.error();
  if (!*may) return note_would_be_public(id);
  const auto answer = session_.rest.write(Method::put, issue_path(id), encode_private_note(text));
  if (!answer)
    return answer.error().code() == Code::not_found ? as_issue(answer.error(), id) : answer.error();
  const auto known = reader_.newest_known(id);
  const auto after = reader_.read(id, false);
  if (!after) return after.error();
  hear_time(session_.rest, *after, known);
  const model::Event* note = own_note(*after, text);
  if (note == nullptr) return note_lost(id);
  if (note->comment->is_private) return {};
  const bool emptied = empty_note(note->journal).ok();
  return {Code::failed_precondition,
          Phrase(emptied ? "tracker.note_public" : "tracker.note_public_stands", {{"issue", id.value}}),
          base::Cause::note_public};
}

Status RedmineWriter::watch(IssueId id, const base::PrincipalId& who) {
  return Watching(session_.rest).add(id, who);
}
Status RedmineWriter::unwatch(IssueId id, const base::PrincipalId& who) {
  return Watching(session_.rest).remove(id, who);
}

Result<model::Relation> RedmineWriter::relate(IssueId blocker, IssueId blocked) {
  if (auto made = channel_.relate(blocker, blocked)) return *made;
  return Links(session_.rest).relate(blocker, blocked);
}
Status RedmineWriter::unrelate(base::RelationId id) {
  if (auto done = channel_.unrelate(id)) return *done;
  return Links(session_.rest).unrelate(id);
}

bool RedmineWriter::heeds_audiences() {
  return channel_.is_open();
}

Status RedmineWriter::check_allowed(const Issue& issue, std::optional<model::State> wanted) const {
  if (!wanted) return {};
  const std::string* name = status_name(session_.settings.mapping, issue.kind, *wanted);
  const auto& allowed = issue.allowed_statuses;
  if (name != nullptr && std::find(allowed.begin(), allowed.end(), *name) != allowed.end()) return {};
  return status_refused(issue.id, name == nullptr ? std::string(model::to_string(*wanted)) : *name,
                        issue.status_name, allowed);
}

// Somebody wrote between the last look and the write: what is theirs stands again, and all is decided anew.
Status RedmineWriter::restore(IssueId id, model::Kind kind, IssueUpdate theirs, const std::string& note) {
  theirs.note = note;
  std::vector<Phrase> missing;
  auto body = encode(session_.codec(), kind, theirs, {}, missing);
  if (!missing.empty()) return not_writable(std::move(missing));
  if (const auto answer = session_.rest.write(Method::put, issue_path(id), std::move(body)); !answer)
    return answer.error();
  return {Code::aborted, Phrase("tracker.restored", {{"issue", id.value}})};
}

Status RedmineWriter::read_back(IssueId id, model::Kind kind, const IssueUpdate& change,
                                base::Instant written) {
  const auto known = reader_.newest_known(id);
  const auto after = reader_.read(id, false);
  if (!after) return after.error();
  hear_time(session_.rest, *after, known ? known : change.seen);
  if (auto theirs = restoration(change, *after); !theirs.empty())
    return restore(id, kind, std::move(theirs), change.restoring_note);
  auto status = check_updated(change, *after);
  const model::Event* note = change.note.empty() ? nullptr : own_note(*after, change.note);
  if (status.ok()) {
    if (change.note.empty() || note != nullptr) return {};
    return note_lost(id);
  }
  const bool state_refused = change.state && after->status.state != *change.state;
  if (state_refused && note != nullptr) {
    if (auto emptied = empty_note(note->journal); !emptied.ok()) return emptied;
  }
  if (was_overtaken(change, *after) || changed_by_others(*after, written)) return edited_concurrently(id);
  return status;
}

Status RedmineWriter::empty_note(base::JournalId journal) {
  const auto answer = session_.rest.write(Method::put, "/journals/" + std::to_string(journal.value) + ".json",
                                          encode_journal(""));
  return answer ? Status() : answer.error();
}

Result<bool> RedmineWriter::may_note_privately(IssueId id) {
  auto project = reader_.project_of(id);
  if (!project) return base::fail(project.error());
  return session_.site.may(*project, "set_notes_private");
}

}  // namespace estafeta::tracker::redmine
