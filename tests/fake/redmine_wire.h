// The fake tracker as a Redmine without Estafeta's plugin shows itself over HTTP: requests of the service's
// account, and the answers that Redmine's REST interface gives.
//
// So what stands between a decision and the tracker runs as in the service, its codec, retries and breaker
// included, and a fault can be put wherever one of theirs is. People act on the fake tracker itself. The
// contract suite holds it to what a real Redmine does. One thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/document/node.h"
#include "connector/http/client.h"
#include "tests/fake/fake.h"
#include "tests/fake/redmine_json.h"
#include "tests/fake/redmine_names.h"

namespace estafeta::tracker::fake {

class RedmineWire : public http::Client {
 public:
  // It must outlive the wire.
  explicit RedmineWire(FakeTracker& tracker);

  redmine::Ids ids() const { return names_.ids(); }

  base::Result<http::Response> send(const http::Request& request) override;
  std::vector<base::Result<http::Response>> send_all(const std::vector<http::Request>& requests) override;

 private:
  using Parts = std::vector<std::string>;  // of a path
  using Answer = http::Response;

  Answer answer(const http::Request& request);
  Answer issues(const http::Request& request, const Parts& parts);
  Answer wiki(const http::Request& request, const std::string& project, const std::string& title);
  Answer list_issues(const http::Request& request) const;
  Answer show_issue(base::IssueId id) const;
  Answer create(const http::Request& request);
  std::vector<std::string> why_impossible(const NewIssue& asked) const;
  Answer update(const http::Request& request, base::IssueId id);
  Answer relate(const http::Request& request, base::IssueId id);
  Answer relations(base::IssueId id) const;
  Answer unrelate(base::RelationId id);
  Answer watch(const http::Request& request, base::IssueId id);
  Answer rewrite_note(const http::Request& request, base::JournalId journal);
  Answer upload(const http::Request& request);
  Answer file(std::int64_t id) const;
  Answer remove_file(std::int64_t id);
  Answer account() const;
  Answer user(const std::string& id) const;
  Answer role(std::int64_t number) const;
  Answer names(const char* key, const std::vector<std::string>& all) const;
  Answer projects();
  Answer project(const std::string& identifier);
  Answer members(const std::string& identifier) const;
  Answer time_entries(const http::Request& request, const std::string& identifier) const;
  void write_project(document::JsonWriter& json, const std::string& identifier);
  std::vector<Upload> uploads_of(const document::Node& body) const;
  std::map<model::Field, std::string> fields_of(const document::Node& body) const;
  bool asked_for(const model::Issue& issue, const http::Pairs& query) const;

  World& world_;
  FakeTracker& tracker_;
  mutable RedmineNames names_;
  RedmineJson json_;
  std::vector<Upload> uploads_;  // by token, from 1
  std::map<std::pair<std::string, std::string>, std::int64_t> versions_;
};

}  // namespace estafeta::tracker::fake
