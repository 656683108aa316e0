// Issues over REST: polled, found, read with their histories.
//
// Each filter is distrusted: Redmine answers one that it does not know with everything. Errors as the ports'.
// Histories that came with what changed are read once from that answer, unless something was written since.
// Not safe for several threads.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/tracker/issue_reader.h"
#include "connector/tracker/redmine/feed.h"
#include "connector/tracker/redmine/session.h"

namespace estafeta::tracker::redmine {

class RedmineReader : public IssueReader {
 public:
  explicit RedmineReader(Session& session) : session_(session), feed_(session.rest, session.plugin) {}

  base::Result<std::vector<model::Issue>> changed(PollCursor& cursor) override;
  base::Result<model::Issue> issue(base::IssueId id) override;
  std::vector<base::Result<model::Issue>> issues(const std::vector<base::IssueId>& ids) override;
  std::size_t histories_at_once() override;
  base::Result<std::vector<model::Issue>> peek(const std::vector<base::IssueId>& ids) override;
  base::Result<std::vector<model::Issue>> open_issues(model::Kind kind) override;
  base::Result<std::vector<model::Issue>> issues_since(model::Kind kind, base::Instant since) override;
  base::Result<std::vector<model::Issue>> find_by_key(const std::string& key, bool prefix) override;
  base::Result<std::string> download(const model::Attachment& attachment) override;
  std::string url(base::IssueId id) const override;

  // The issues of one GET /issues.json with that query.
  base::Result<std::vector<model::Issue>> fetch(http::Pairs query);
  // With its history. Who wrote it costs requests of its own, which what was just written does without.
  base::Result<model::Issue> read(base::IssueId id, bool with_people);
  // As a list or the answer to a write shows it.
  base::Result<model::Issue> decoded(const document::Node& node);
  // The newest entry of its history as it was read last; nothing: it was not read yet.
  std::optional<base::JournalId> newest_known(base::IssueId id) const;
  base::Result<std::string> project_of(base::IssueId id);
  // As it was read last; nothing: it was not read yet.
  std::optional<model::Kind> kind_known(base::IssueId id) const;
  // Of an answer with the issue as its own address shows it: with its history, without who wrote it.
  base::Result<model::Issue> shown(const document::Node& answer, base::IssueId id);

 private:
  // By the plugin's feed; nothing: a poll must tell.
  std::optional<base::Result<std::vector<model::Issue>>> by_feed(PollCursor& cursor);
  base::Result<std::vector<model::Issue>> told(Feed::Changes changes, PollCursor& cursor);
  std::optional<std::map<base::IssueId, document::Node>> read_ahead(const std::vector<base::IssueId>& ids);
  base::Result<std::vector<model::Issue>> of_kind(model::Kind kind, const http::Pairs& query,
                                                  const std::function<bool(const model::Issue&)>& asked_for);
  std::vector<base::Result<model::Issue>> fed(const std::vector<base::IssueId>& ids,
                                              const std::map<base::IssueId, document::Node>& nodes);
  base::Result<model::Issue> answered(const base::Result<document::Node>& node, base::IssueId id,
                                      bool with_people);
  base::Result<model::Issue> with_history(const document::Node& body, bool with_people);
  base::Status meet_former_projects(const document::Node& issue);
  base::Status meet_holders(model::Issue& issue);

  Session& session_;
  Feed feed_;
  std::map<base::IssueId, std::string> project_of_;
  std::map<base::IssueId, model::Kind> kind_of_;
  std::map<base::IssueId, base::JournalId> newest_entry_of_;  // as read last
  std::map<base::IssueId, document::Node> read_ahead_;
  std::size_t writes_before_ = 0;  // of the session, when they were read
};

}  // namespace estafeta::tracker::redmine
