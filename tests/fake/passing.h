// Ports that pass every call on: the bases of those in tests that answer some of them otherwise.
#pragma once

#include "connector/tracker/tracker.h"

namespace estafeta::tracker::fake {

class PassingDirectory : public Directory {
 public:
  explicit PassingDirectory(Directory& inner) : inner_(inner) {}

  base::Result<Account> account() override { return inner_.account(); }
  base::Result<Capabilities> self_test() override { return inner_.self_test(); }
  base::Result<ProjectFacts> project(const std::string& identifier) override {
    return inner_.project(identifier);
  }
  base::Result<Rehearsal> rehearse(const std::string& project, model::Kind kind) override {
    return inner_.rehearse(project, kind);
  }
  base::Result<std::vector<base::PrincipalId>> refused_assignees(
      const std::string& project, const std::vector<base::PrincipalId>& who) override {
    return inner_.refused_assignees(project, who);
  }
  base::Result<std::vector<std::string>> refused_extensions() override { return inner_.refused_extensions(); }
  base::Result<std::string> login(const base::PrincipalId& person) override { return inner_.login(person); }
  base::Result<std::optional<std::vector<SpentTime>>> spent_time(const std::string& project,
                                                                 const std::vector<base::PrincipalId>& people,
                                                                 base::Date from, base::Date until) override {
    return inner_.spent_time(project, people, from, until);
  }

 private:
  Directory& inner_;
};

class PassingReader : public IssueReader {
 public:
  explicit PassingReader(IssueReader& inner) : inner_(inner) {}

  base::Result<std::vector<model::Issue>> changed(PollCursor& cursor) override {
    return inner_.changed(cursor);
  }
  base::Result<model::Issue> issue(base::IssueId id) override { return inner_.issue(id); }
  std::vector<base::Result<model::Issue>> issues(const std::vector<base::IssueId>& ids) override {
    return inner_.issues(ids);
  }
  std::size_t histories_at_once() override { return inner_.histories_at_once(); }
  base::Result<std::vector<model::Issue>> peek(const std::vector<base::IssueId>& ids) override {
    return inner_.peek(ids);
  }
  base::Result<std::vector<model::Issue>> open_issues(model::Kind kind) override {
    return inner_.open_issues(kind);
  }
  base::Result<std::vector<model::Issue>> issues_since(model::Kind kind, base::Instant since) override {
    return inner_.issues_since(kind, since);
  }
  base::Result<std::vector<model::Issue>> find_by_key(const std::string& key, bool prefix) override {
    return inner_.find_by_key(key, prefix);
  }
  base::Result<std::string> download(const model::Attachment& attachment) override {
    return inner_.download(attachment);
  }
  std::string url(base::IssueId id) const override { return inner_.url(id); }

 private:
  IssueReader& inner_;
};

class PassingWriter : public IssueWriter {
 public:
  explicit PassingWriter(IssueWriter& inner) : inner_(inner) {}

  base::Result<model::Issue> create(const NewIssue& issue) override { return inner_.create(issue); }
  base::Status update(base::IssueId id, const IssueUpdate& change) override {
    return inner_.update(id, change);
  }
  std::vector<base::Status> write_fields(const std::vector<FieldWrite>& writes) override {
    return inner_.write_fields(writes);
  }
  base::Status private_note(base::IssueId id, const std::string& text) override {
    return inner_.private_note(id, text);
  }
  base::Status watch(base::IssueId id, const base::PrincipalId& who) override {
    return inner_.watch(id, who);
  }
  base::Status unwatch(base::IssueId id, const base::PrincipalId& who) override {
    return inner_.unwatch(id, who);
  }
  base::Result<model::Relation> relate(base::IssueId blocker, base::IssueId blocked) override {
    return inner_.relate(blocker, blocked);
  }
  base::Status unrelate(base::RelationId id) override { return inner_.unrelate(id); }
  bool heeds_audiences() override { return inner_.heeds_audiences(); }

 private:
  IssueWriter& inner_;
};

}  // namespace estafeta::tracker::fake
