// What a Redmine may answer: any text where an issue, a list, a page or a project is awaited.
#include <functional>
#include <memory>

#include "connector/tracker/redmine/client.h"
#include "tests/contract/site_mapping.h"
#include "tests/fuzz/problems.h"

using namespace estafeta;

namespace {

// Knows itself unless `strange`; whatever else it is asked, it answers with the text. After some dozens of
// answers it is silent: a list may well say that it has a million rows.
class Answers : public http::Client {
 public:
  explicit Answers(std::string text) : text_(std::move(text)) {}

  void begin(bool strange) {
    strange_ = strange;
    left_ = 40;
  }

  base::Result<http::Response> send(const http::Request& request) override {
    if (left_-- <= 0) return base::fail(base::Code::unavailable, base::Phrase("http.timed_out"));
    if (!strange_) {
      for (const auto& [path, body] : kSite) {
        if (request.path == path) return http::Response{200, {}, body};
      }
    }
    return http::Response{200, {{"date", "Mon, 15 Jun 2026 09:00:00 GMT"}}, text_};
  }

  std::vector<base::Result<http::Response>> send_all(const std::vector<http::Request>& requests) override {
    std::vector<base::Result<http::Response>> out;
    out.reserve(requests.size());
    for (const auto& request : requests) out.push_back(send(request));
    return out;
  }

 private:
  static const std::vector<std::pair<std::string, std::string>> kSite;

  std::string text_;
  bool strange_ = false;
  int left_ = 0;
};

const std::vector<std::pair<std::string, std::string>> Answers::kSite{
    {"/users/current.json",
     R"({"user":{"id":15,"login":"estafeta","memberships":[{"project":{"id":2},"roles":[{"id":6,"name":"Estafeta"}]}]}})"},
    {"/issue_statuses.json",
     R"({"issue_statuses":[{"id":1,"name":"New"},{"id":2,"name":"In progress"},{"id":10,"name":"On hold"},)"
     R"({"id":13,"name":"Done","is_closed":true},{"id":16,"name":"Waiting"},{"id":17,"name":"Ready"}]})"},
    {"/trackers.json",
     R"({"trackers":[{"id":4,"name":"Change"},{"id":5,"name":"Task"},{"id":6,"name":"Incident"}]})"},
    {"/enumerations/issue_priorities.json",
     R"({"issue_priorities":[{"id":2,"name":"Normal"},{"id":3,"name":"High"}]})"},
    {"/projects.json", R"({"projects":[{"id":1,"identifier":"group"},)"
                       R"({"id":2,"identifier":"aurora","parent":{"id":1}}],"total_count":2})"},
    {"/projects/aurora/memberships.json",
     R"({"memberships":[{"user":{"id":16,"name":"Alice"},"roles":[{"id":3,"name":"Engineer"}]},)"
     R"({"user":{"id":99,"name":"Carol"},"roles":[{"id":4,"name":"Client"}]}],"total_count":2})"},
    {"/roles/6.json", R"({"role":{"id":6,"name":"Estafeta","permissions":["set_notes_private"]}})"},
};

template <typename T>
void require_said(const base::Result<T>& result) {
  if (!result) fuzz::require_said(result.error().phrase());
}

// Everything that only reads.
void read_all(Answers& answers, bool strange) {
  static const model::TrackerMapping kMapping = testing::site_mapping();
  tracker::redmine::Settings settings;
  settings.url = "https://tracker.example";
  settings.mapping = kMapping;
  settings.mapping.staff_project = "aurora";
  settings.ids.fields = {{model::Field::task_key, 10}, {model::Field::hold_reason, 14}};
  const base::ManualClock clock{base::parse_instant("2026-06-15T08:00:00Z").value()};
  const auto made = tracker::redmine::make_tracker(answers, clock, settings);
  const auto ports = made->ports();
  tracker::PollCursor cursor;
  const std::vector<std::function<void()>> calls{
      [&] { require_said(ports.directory.account()); },
      [&] { require_said(ports.reader.issue(base::IssueId{7})); },
      [&] {
        for (const auto& issue : ports.reader.issues({base::IssueId{7}, base::IssueId{8}}))
          require_said(issue);
      },
      [&] {
        require_said(ports.reader.peek({base::IssueId{7}, base::IssueId{8}}));
      },
      [&] { require_said(ports.reader.changed(cursor)); },
      [&] { require_said(ports.reader.open_issues(model::Kind::task)); },
      [&] { require_said(ports.reader.find_by_key("7/net")); },
      [&] { require_said(ports.directory.project("aurora")); },
      [&] { require_said(ports.pages.page("aurora", "Change-7")); },
      [&] { require_said(ports.pages.page_files("aurora", "Change-7")); },
      [&] { require_said(ports.directory.login(base::PrincipalId{"16"})); },
      [&] { require_said(ports.directory.self_test()); },
  };
  for (const auto& call : calls) {
    answers.begin(strange);
    call();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Answers answers{std::string(fuzz::view(data, size))};
  read_all(answers, false);
  read_all(answers, true);
  return 0;
}
