// A Redmine of answers written by hand: for what a well-behaved one does not show.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "connector/http/client.h"
#include "connector/tracker/redmine/client.h"
#include "tests/contract/site_mapping.h"

namespace estafeta::tracker::redmine {

using base::Code;

// Answers by method and path; the last answer of a path stays.
class StubRedmine : public http::Client {
 public:
  StubRedmine() {
    on("GET /users/current.json",
       R"({"user":{"id":15,"login":"estafeta","memberships":[{"project":{"id":2},"roles":[{"id":6,"name":"Estafeta"}]}]}})");
    on("GET /issue_statuses.json", R"({"issue_statuses":[{"id":13,"name":"Done","is_closed":true},)"
                                   R"({"id":16,"name":"Waiting"},{"id":17,"name":"Ready"}]})");
    on("GET /trackers.json", R"({"trackers":[{"id":4,"name":"Change"},{"id":5,"name":"Task"}]})");
    on("GET /enumerations/issue_priorities.json", R"({"issue_priorities":[{"id":2,"name":"Normal"}]})");
    on("GET /projects.json", R"({"projects":[{"id":2,"identifier":"aurora"}],"total_count":1})");
    on("GET /projects/aurora.json",
       R"({"project":{"id":2,"identifier":"aurora","name":"Aurora","trackers":[{"id":5,"name":"Task"}]}})");
    on("GET /projects/aurora/memberships.json", R"({"memberships":[],"total_count":0})");
    on("GET /roles/6.json", R"({"role":{"id":6,"name":"Estafeta","permissions":["set_notes_private"]}})");
  }

  void on(const std::string& call, const std::string& body, int status = 200) {
    answers_[call].push_back(http::Response{status, {}, body});
  }
  void replace(const std::string& call, const std::string& body, int status = 200) {
    answers_[call].clear();
    on(call, body, status);
  }
  void fail(const std::string& call, const char* key) {
    answers_[call].push_back(base::fail(Code::unavailable, base::Phrase(key)));
  }

  base::Result<http::Response> send(const http::Request& request) override {
    const std::string call = std::string(to_string(request.method)) + " " + request.path;
    calls.push_back(call + (request.body.empty() ? "" : " " + request.body));
    auto& queue = answers_[call];
    if (queue.empty()) return http::Response{404, {}, ""};
    auto answer = queue.front();
    if (queue.size() > 1) queue.pop_front();
    if (answer && !date.empty()) answer->headers.emplace_back("date", date);
    return answer;
  }

  std::vector<base::Result<http::Response>> send_all(const std::vector<http::Request>& requests) override {
    std::vector<base::Result<http::Response>> out;
    for (const auto& request : requests) out.push_back(send(request));
    return out;
  }

  int writes() const {
    return static_cast<int>(
        std::count_if(calls.begin(), calls.end(), [](const auto& call) { return !call.starts_with("GET"); }));
  }

  std::vector<std::string> calls;
  std::string date;  // of every answer; empty: none is sent

 private:
  std::map<std::string, std::deque<base::Result<http::Response>>> answers_;
};

inline std::string issue(const std::string& status, const std::string& rest = "",
                         const std::string& key = "3/net",
                         const std::string& tracker = R"({"id":5,"name":"Task"})") {
  return R"({"issue":{"id":7,"project":{"id":2},"tracker":)" + tracker + R"(,"status":)" + status +
         R"(,"author":{"id":15,"name":"E"},"subject":"s","description":"","custom_fields":[{"id":10,"name":"Task key","value":")" +
         key + R"("}],"created_on":"2026-06-15T07:00:00Z","updated_on":"2026-06-15T07:00:00Z")" + rest + "}}";
}

inline std::string note(int id, const char* text, bool is_private, const char* author = "15") {
  return R"(,"journals":[{"id":)" + std::to_string(id) + R"(,"user":{"id":)" + author +
         R"(,"name":"E"},"notes":")" + text + R"(","private_notes":)" + (is_private ? "true" : "false") +
         R"(,"created_on":"2026-06-15T08:00:00Z","details":[]}])";
}

const char* const kWaiting = R"({"id":16,"name":"Waiting"})";
const char* const kReady = R"({"id":17,"name":"Ready"})";

// Of a client of that Redmine.
inline Settings settings() {
  Settings out;
  out.url = "https://tracker.example/";
  out.mapping = testing::site_mapping();
  out.mapping.staff_project = "aurora";
  out.ids.fields = {{model::Field::task_key, 10}, {model::Field::department, 11}};
  return out;
}

}  // namespace estafeta::tracker::redmine
