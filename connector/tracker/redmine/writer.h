// Issues made, changed, linked and watched, each write read back: by the plugin where it is there
// (channel.h), else over stock REST.
//
// Redmine answers many refusals with 2xx: a status that is not allowed, a field that may not be written, a
// private note without the right to it. Errors as the ports'. Not safe for several threads.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/tracker/issue_writer.h"
#include "connector/tracker/redmine/channel.h"
#include "connector/tracker/redmine/reader.h"
#include "connector/tracker/redmine/session.h"

namespace estafeta::tracker::redmine {

class RedmineWriter : public IssueWriter {
 public:
  RedmineWriter(Session& session, RedmineReader& reader)
      : session_(session), reader_(reader), channel_(session, reader) {}

  base::Result<model::Issue> create(const NewIssue& issue) override;
  base::Status update(base::IssueId id, const IssueUpdate& change) override;
  std::vector<base::Status> write_fields(const std::vector<FieldWrite>& writes) override;
  base::Status private_note(base::IssueId id, const std::string& text) override;
  base::Status watch(base::IssueId id, const base::PrincipalId& who) override;
  base::Status unwatch(base::IssueId id, const base::PrincipalId& who) override;
  base::Result<model::Relation> relate(base::IssueId blocker, base::IssueId blocked) override;
  base::Status unrelate(base::RelationId id) override;
  bool heeds_audiences() override;

 private:
  base::Status update_over_rest(base::IssueId id, const IssueUpdate& asked);
  base::Status check_allowed(const model::Issue& issue, std::optional<model::State> wanted) const;
  base::Status restore(base::IssueId id, model::Kind kind, IssueUpdate theirs, const std::string& note);
  base::Status read_back(base::IssueId id, model::Kind kind, const IssueUpdate& change,
                         base::Instant written);
  base::Status empty_note(base::JournalId journal);
  base::Result<bool> may_note_privately(base::IssueId id);

  Session& session_;
  RedmineReader& reader_;
  Channel channel_;
};

}  // namespace estafeta::tracker::redmine
