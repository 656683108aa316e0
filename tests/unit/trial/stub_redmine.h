// A Redmine of a few issues behind the http port, enough for a survey: lists by id, filters, histories.
// Counts what it is asked; anything but GET fails the test.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "connector/http/client.h"

namespace estafeta::testing {

class StubRedmine : public http::Client {
 public:
  StubRedmine() {
    answers["/users/current.json"] = R"({"user":{"id":30,"login":"auditor"}})";
    answers["/issue_statuses.json"] =
        R"({"issue_statuses":[{"id":1,"name":"New"},{"id":2,"name":"In Progress"},{"id":3,"name":"Blau"},)"
        R"({"id":4,"name":"Feedback"},{"id":5,"name":"Closed","is_closed":true}]})";
    answers["/trackers.json"] = R"({"trackers":[{"id":1,"name":"Bug"},{"id":2,"name":"Feature"}]})";
    answers["/enumerations/issue_priorities.json"] =
        R"({"issue_priorities":[{"id":1,"name":"Normal","is_default":true},{"id":2,"name":"Urgent"}]})";
    answers["/roles.json"] = R"({"roles":[{"id":1,"name":"Manager"},{"id":2,"name":"Reporter"}]})";
    answers["/roles/1.json"] = R"({"role":{"id":1,"name":"Manager","permissions":["edit_issues"]}})";
    answers["/roles/2.json"] = R"({"role":{"id":2,"name":"Reporter","permissions":["view_issues"]}})";
    const std::string project = R"({"id":9,"identifier":"shop","name":"Shop"})";
    answers["/projects.json"] = R"({"projects":[)" + project + R"(],"total_count":1})";
    answers["/projects/9.json"] = answers["/projects/shop.json"] = R"({"project":)" + project + "}";
    answers["/projects/shop/memberships.json"] =
        R"({"memberships":[{"user":{"id":7,"name":"Mila"},"roles":[{"id":1,"name":"Manager"}]},)"
        R"({"user":{"id":8,"name":"Rolf"},"roles":[{"id":2,"name":"Reporter"}]}],"total_count":2})";
  }

  // `journals` as Redmine writes them; `head` the rest of the issue.
  void add_issue(int id, const std::string& updated, const std::string& head, const std::string& journals) {
    const std::string text = R"({"id":)" + std::to_string(id) +
                             R"(,"project":{"id":9,"name":"Shop"},"subject":"It is down","created_on":)"
                             R"("2026-06-01T09:00:00Z","updated_on":")" +
                             updated + "\"," + head;
    issues[id] = {updated, text + "}", text + R"(,"journals":[)" + journals + "]}"};
  }

  // Created by that person, whom Mila answered and closed it for.
  void add_ordinary(int id, int author = 8, const std::string& name = "Rolf") {
    const std::string who = R"({"id":)" + std::to_string(author) + R"(,"name":")" + name + "\"}";
    add_issue(id, "2026-06-02T10:00:00Z", head(5, "Closed", who),
              journal(10 * id, "7", "Mila", "2026-06-01T10:00:00Z", "On it.", "1", "2") + "," +
                  journal(10 * id + 1, "7", "Mila", "2026-06-02T10:00:00Z", "", "2", "5"));
  }

  static std::string head(int status, const std::string& status_name, const std::string& author) {
    return R"("tracker":{"id":1,"name":"Bug"},"status":{"id":)" + std::to_string(status) + R"(,"name":")" +
           status_name + R"("},"priority":{"id":1,"name":"Normal"},"author":)" + author;
  }

  static std::string journal(int id, const std::string& user, const std::string& name, const std::string& at,
                             const std::string& notes, const std::string& from, const std::string& to) {
    const std::string detail =
        R"({"property":"attr","name":"status_id","old_value":")" + from + R"(","new_value":")" + to + "\"}";
    return R"({"id":)" + std::to_string(id) + R"(,"user":{"id":)" + user + R"(,"name":")" + name +
           R"("},"notes":")" + notes + R"(","created_on":")" + at + R"(","private_notes":false,"details":[)" +
           (from.empty() ? "" : detail) + "]}";
  }

  base::Result<http::Response> send(const http::Request& request) override {
    EXPECT_EQ(request.method, http::Method::get);
    asked.push_back(request.path);
    if (fault && fault(request)) return base::fail(base::Code::unavailable, base::Phrase("http.timed_out"));
    if (request.path == "/issues.json") return http::Response{200, {}, list(request)};
    if (const auto refused = refusals.find(request.path); refused != refusals.end())
      return http::Response{refused->second, {}, ""};
    for (const auto& [id, issue] : issues) {
      if (request.path == "/issues/" + std::to_string(id) + ".json")
        return http::Response{200, {}, R"({"issue":)" + issue.whole + "}"};
    }
    const auto known = answers.find(request.path);
    if (known == answers.end()) return http::Response{404, {}, ""};
    return http::Response{200, {}, known->second};
  }

  std::vector<base::Result<http::Response>> send_all(const std::vector<http::Request>& requests) override {
    std::vector<base::Result<http::Response>> out;
    for (const auto& request : requests) out.push_back(send(request));
    return out;
  }

  int histories_asked() const {
    return static_cast<int>(std::count_if(
        asked.begin(), asked.end(), [](const std::string& path) { return path.starts_with("/issues/"); }));
  }

  struct StubIssue {
    std::string updated, row, whole;
  };
  std::map<std::string, std::string> answers;
  std::map<std::string, int> refusals;  // path -> status
  std::map<int, StubIssue> issues;
  std::vector<std::string> asked;
  std::vector<std::string> ignored;  // filters dropped without a word, as Redmine does
  std::function<bool(const http::Request&)> fault;

 private:
  std::string parameter(const http::Request& request, const std::string& key) const {
    if (std::find(ignored.begin(), ignored.end(), key) != ignored.end()) return "";
    for (const auto& [name, value] : request.query) {
      if (name == key) return value;
    }
    return "";
  }

  std::string list(const http::Request& request) const {
    const std::string since = parameter(request, "updated_on");
    const std::string from = parameter(request, "issue_id");
    const std::size_t limit = std::stoul(parameter(request, "limit"));
    std::string rows;
    std::size_t count = 0;
    for (const auto& [id, issue] : issues) {
      if (!since.empty() && ">=" + issue.updated < since) continue;
      if (!from.empty() && id < std::stoi(from.substr(2))) continue;
      if (count++ == limit) break;
      rows += (rows.empty() ? "" : ",") + issue.row;
    }
    return R"({"issues":[)" + rows + "]}";
  }
};

}  // namespace estafeta::testing
