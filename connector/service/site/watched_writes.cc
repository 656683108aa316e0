#include "connector/service/site/watched_writes.h"

#include <utility>

#include "connector/http/client.h"

namespace estafeta::service {

namespace {

using base::Phrase;
using base::Status;

// The tracker took the write and something of it came out otherwise, or nobody knows whether it took it.
bool may_have_mailed(const Status& status) {
  switch (status.code()) {
    case base::Code::unavailable:
      return !http::surely_not_taken(status);
    case base::Code::aborted:
      return true;
    default:
      return status.cause() == base::Cause::written_otherwise || status.cause() == base::Cause::note_public;
  }
}

std::vector<Phrase> parts_of(const tracker::IssueUpdate& change) {
  std::vector<Phrase> parts;
  if (change.state) {
    parts.push_back(Phrase("write.part.state", {{"state", std::string(to_string(*change.state))}}));
  }
  if (change.assignee) {
    parts.emplace_back(change.assignee->value.empty() ? "write.part.unassign" : "write.part.assign");
  }
  if (change.subject) parts.emplace_back("write.part.subject");
  if (change.description) parts.emplace_back("write.part.description");
  if (change.start_date || change.due_date) parts.emplace_back("write.part.dates");
  std::vector<Phrase> fields;
  for (const auto& [field, value] : change.fields) {
    fields.push_back(Phrase("write.field", {{"field", std::string(to_string(field))}}));
  }
  if (!fields.empty()) parts.push_back(Phrase("write.part.fields", {{"fields", std::move(fields)}}));
  if (!change.note.empty()) parts.emplace_back("write.part.note");
  if (!change.uploads.empty()) parts.emplace_back("write.part.file");
  return parts;
}

model::Issue pretend(const tracker::NewIssue& wanted, base::IssueId id) {
  model::Issue issue;
  issue.id = id;
  issue.project = wanted.project;
  issue.kind = wanted.kind;
  issue.subject = wanted.subject;
  issue.description = wanted.description;
  issue.status.state = wanted.state.value_or(model::State::unknown);
  issue.parent = wanted.parent;
  issue.fields = wanted.fields;
  return issue;
}

}  // namespace

base::Status stopped() {
  return {base::Code::unavailable, Phrase("http.stopped"), base::Cause::stopped};
}

base::Status WatchedWrites::room_for(int writes, int mails) const {
  if (writes_ + writes > limits_.writes) {
    return {base::Code::failed_precondition,
            Phrase("service.write_limit", {{"limit", std::int64_t{limits_.writes}}}),
            base::Cause::write_limit};
  }
  if (mails != 0 && mailing_ + mails > limits_.mails) {
    return {base::Code::failed_precondition,
            Phrase("service.mail_limit", {{"limit", std::int64_t{limits_.mails}}}), base::Cause::mail_limit};
  }
  return {};
}

void WatchedWrites::begin_pass() {
  writes_ = mailing_ = 0;
  check_ = {};
  refused_ = {};
}

void WatchedWrites::check_again() {
  const auto knows = check_();
  if (!knows) refused_ = knows.error();
  if (!knows || *knows) check_ = {};
}

base::Status WatchedWrites::admit(bool mails) {
  if (stop_asked_ && stop_asked_()) return stopped();
  if (check_ && writes_ > 0 && !dry_run_) check_again();
  if (!refused_.ok()) return refused_;
  if (auto room = room_for(1, mails ? 1 : 0); !room.ok()) return room;
  ++writes_;
  return {};
}

Status WatchedWrites::failed(Status status) {
  if (may_have_mailed(status)) ++mailing_;
  return status;
}

void WatchedWrites::report(Phrase what, std::optional<base::IssueId> issue, bool mails, bool tells) {
  if (mails) ++mailing_;
  if (sink_) sink_({std::move(what), issue, mails, tells});
}

bool WatchedWrites::heeds_audiences() {
  return inner_.writer.heeds_audiences();
}

bool WatchedWrites::tells(tracker::Audience audience) {
  return audience != tracker::Audience::nobody || !heeds_audiences();
}

// What a dry run pretended to create has no number yet.
std::string WatchedWrites::name(base::IssueId id) const {
  const auto found = pretended_.find(id);
  return found == pretended_.end() ? reference(id) : "“" + found->second + "”";
}

base::Result<model::Issue> WatchedWrites::create(const tracker::NewIssue& issue) {
  const bool mails = (issue.assignee.has_value() || !issue.watchers.empty()) && tells(issue.mails);
  if (auto admitted = admit(mails); !admitted.ok()) return base::fail(std::move(admitted));
  base::Result<model::Issue> made;
  if (dry_run_) {
    made = pretend(issue, {-static_cast<std::int64_t>(pretended_.size()) - 1});
    pretended_[made->id] = issue.subject;
  } else {
    made = inner_.writer.create(issue);
  }
  if (!made) return mails ? base::fail(failed(made.error())) : made;
  std::optional<base::IssueId> id;
  if (!dry_run_) id = made->id;
  report(Phrase("write.create",
                {{"subject", issue.subject},
                 {"kind", std::string(to_string(issue.kind))},
                 {"project", issue.project},
                 {"state", std::string(to_string(issue.state.value_or(model::State::unknown)))}}),
         id, mails);
  return made;
}

base::Status WatchedWrites::update(base::IssueId id, const tracker::IssueUpdate& change) {
  if (change.empty()) return {};
  const bool mails = tells(change.mails);
  if (auto admitted = admit(mails); !admitted.ok()) return admitted;
  if (!dry_run_) {
    if (auto done = inner_.writer.update(id, change); !done.ok())
      return mails ? failed(std::move(done)) : done;
  }
  report(Phrase("write.update", {{"issue", name(id)}, {"parts", parts_of(change)}}), id, mails);
  return {};
}

// One write, however many they are, where they are made by one request; else each is one.
std::vector<Status> WatchedWrites::write_fields(const std::vector<tracker::FieldWrite>& writes) {
  if (writes.empty()) return {};
  if (!heeds_audiences()) {
    std::vector<Status> out;
    for (const auto& write : writes) {
      tracker::IssueUpdate change;
      change.fields = write.fields;
      out.push_back(update(write.id, change));
    }
    return out;
  }
  if (auto admitted = admit(false); !admitted.ok()) return {writes.size(), admitted};
  auto out = dry_run_ ? std::vector<Status>(writes.size()) : inner_.writer.write_fields(writes);
  for (std::size_t i = 0; i < writes.size(); ++i) {
    tracker::IssueUpdate change;
    change.fields = writes[i].fields;
    if (out[i].ok())
      report(Phrase("write.update", {{"issue", name(writes[i].id)}, {"parts", parts_of(change)}}),
             writes[i].id, false);
  }
  return out;
}

base::Status WatchedWrites::private_note(base::IssueId id, const std::string& text) {
  if (auto admitted = admit(true); !admitted.ok()) return admitted;
  if (!dry_run_) {
    if (auto done = inner_.writer.private_note(id, text); !done.ok()) return failed(std::move(done));
  }
  report(Phrase("write.private_note", {{"issue", name(id)}}), id, true, true);
  return {};
}

// Counted, but not reported: to who looks on, watching for the moment of a note is a part of that note.
base::Status WatchedWrites::watch(base::IssueId id, const base::PrincipalId& who) {
  if (auto admitted = admit(false); !admitted.ok()) return admitted;
  if (!dry_run_) {
    if (auto done = inner_.writer.watch(id, who); !done.ok()) return done;
  }
  return {};
}

// Never refused by a limit: it only takes back.
base::Status WatchedWrites::unwatch(base::IssueId id, const base::PrincipalId& who) {
  ++writes_;
  if (!dry_run_) {
    if (auto done = inner_.writer.unwatch(id, who); !done.ok()) return done;
  }
  return {};
}

base::Result<model::Relation> WatchedWrites::relate(base::IssueId blocker, base::IssueId blocked) {
  const bool mails = tells(tracker::Audience::nobody);
  if (auto admitted = admit(mails); !admitted.ok()) return base::fail(std::move(admitted));
  base::Result<model::Relation> made = model::Relation{{}, blocker, blocked};
  if (!dry_run_) made = inner_.writer.relate(blocker, blocked);
  if (!made) return mails ? base::fail(failed(made.error())) : made;
  report(Phrase("write.relate", {{"from", name(blocker)}, {"to", name(blocked)}}), blocker, mails);
  return made;
}

base::Status WatchedWrites::unrelate(base::RelationId id) {
  const bool mails = tells(tracker::Audience::nobody);
  if (auto admitted = admit(mails); !admitted.ok()) return admitted;
  if (!dry_run_) {
    if (auto done = inner_.writer.unrelate(id); !done.ok()) return mails ? failed(std::move(done)) : done;
  }
  report(Phrase("write.unrelate", {{"relation", id.value}}), std::nullopt, mails);
  return {};
}

base::Result<std::string> WatchedWrites::page(const std::string& project, const std::string& title) {
  return inner_.pages.page(project, title);
}

base::Result<tracker::PageVersion> WatchedWrites::page_version(const std::string& project,
                                                               const std::string& title) {
  return inner_.pages.page_version(project, title);
}

base::Result<std::vector<model::Attachment>> WatchedWrites::page_files(const std::string& project,
                                                                       const std::string& title) {
  return inner_.pages.page_files(project, title);
}

base::Status WatchedWrites::write_page(const std::string& project, const std::string& title,
                                       const std::string& text) {
  if (auto admitted = admit(false); !admitted.ok()) return admitted;
  if (!dry_run_) {
    if (auto done = inner_.pages.write_page(project, title, text); !done.ok()) return done;
  }
  report(Phrase("write.page", {{"project", project}, {"title", title}}), std::nullopt, false);
  return {};
}

base::Status WatchedWrites::replace_page(const std::string& project, const std::string& title,
                                         const std::string& before, const std::string& text) {
  if (auto admitted = admit(false); !admitted.ok()) return admitted;
  if (!dry_run_) {
    if (auto done = inner_.pages.replace_page(project, title, before, text); !done.ok()) return done;
  }
  report(Phrase("write.page", {{"project", project}, {"title", title}}), std::nullopt, false);
  return {};
}

base::Status WatchedWrites::attach_to_page(const std::string& project, const std::string& title,
                                           const tracker::Upload& file) {
  if (auto admitted = admit(false); !admitted.ok()) return admitted;
  if (!dry_run_) {
    if (auto done = inner_.pages.attach_to_page(project, title, file); !done.ok()) return done;
  }
  report(Phrase("write.page_file", {{"project", project}, {"title", title}, {"file", file.name}}),
         std::nullopt, false);
  return {};
}

base::Status WatchedWrites::remove_from_page(const model::Attachment& file) {
  if (auto admitted = admit(false); !admitted.ok()) return admitted;
  if (!dry_run_) {
    if (auto done = inner_.pages.remove_from_page(file); !done.ok()) return done;
  }
  report(Phrase("write.remove_page_file", {{"file", file.name}}), std::nullopt, false);
  return {};
}

Status WatchedWrites::publish(const std::vector<tracker::Document>& documents,
                              const std::vector<std::string>& dropped, base::Instant seen) {
  if (stop_asked_ && stop_asked_()) return stopped();
  return inner_.documents.publish(documents, dropped, seen);
}

}  // namespace estafeta::service
