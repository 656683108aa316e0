// Writes by way of Estafeta's plugin (POST /estafeta/apply.json): told only to those they are for, and
// refused as a whole where somebody wrote in between.
//
// Each function answers as the port does; nothing means that the plugin cannot be used now and nothing was
// written, so that it is to be done over stock REST. Each write carries a key of its own by which the plugin
// knows a repeated request: one without an answer is repeated once. Not safe for several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "connector/document/json_writer.h"
#include "connector/tracker/issue_writer.h"
#include "connector/tracker/redmine/reader.h"
#include "connector/tracker/redmine/session.h"

namespace estafeta::tracker::redmine {

class Channel {
 public:
  Channel(Session& session, RedmineReader& reader);

  bool is_open();

  std::optional<base::Result<model::Issue>> create(const NewIssue& issue);
  std::optional<base::Status> update(base::IssueId id, const IssueUpdate& change);
  // Of one that is nothing stock REST finds out what is the matter. At most 1000.
  std::optional<std::vector<std::optional<base::Status>>> write_fields(const std::vector<FieldWrite>& writes);
  std::optional<base::Status> private_note(base::IssueId id, const std::string& text);
  std::optional<base::Result<model::Relation>> relate(base::IssueId blocker, base::IssueId blocked);
  std::optional<base::Status> unrelate(base::RelationId id);

 private:
  using Answer = std::optional<base::Result<document::Node>>;
  using Answers = std::optional<base::Result<std::vector<document::Node>>>;

  // `more` writes what is the action's own. Answers the plugin's result, which may be a refusal.
  Answer carry_out(const char* what, const std::function<void(document::JsonWriter&)>& more);
  // So many in one request, each written by `action`.
  Answers carry_out(std::size_t count, const std::function<void(document::JsonWriter&, std::size_t)>& action);
  base::Result<document::Node> send(const std::string& body);
  base::Status read_back(base::IssueId id, const IssueUpdate& change, const document::Node& result);

  Session& session_;
  RedmineReader& reader_;
  std::string run_;  // of this process, so that no two have the same keys
  std::int64_t written_ = 0;
};

}  // namespace estafeta::tracker::redmine
