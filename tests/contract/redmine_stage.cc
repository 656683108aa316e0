#include <cstdlib>
#include <map>

#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/http/curl_client.h"
#include "connector/tracker/redmine/client.h"
#include "tests/contract/site_mapping.h"
#include "tests/contract/stage.h"

namespace estafeta::testing {

namespace {

using document::Node;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(" \r\n\t") + 1);
  return text;
}

struct Site {
  std::string url;
  std::string key;
  std::string ids;
  Node people;  // login -> id, key, role, client, department
  Node numbers;
};

// One account's view of the Redmine: its own connection, its own key.
class Seat {
 public:
  Seat(const Site& site, const std::string& key, const std::string& login) {
    http::CurlSettings settings;
    settings.base_url = site.url;
    settings.key = base::Secret(key);
    http_ = http::make_curl_client(std::move(settings)).value();
    tracker::redmine::Settings tracker_settings;
    tracker_settings.url = site.url;
    tracker_settings.mapping = site_mapping();
    tracker_settings.mapping.account = login;
    tracker_settings.ids = tracker::redmine::parse_ids(site.ids, "ids").value();
    backend_ = tracker::redmine::make_tracker(*http_, base::system_clock(), std::move(tracker_settings));
  }

  tracker::Tracker tracker() { return backend_->ports(); }

  void send(http::Method method, const std::string& path, const std::string& body) {
    http::Request request;
    request.method = method;
    request.path = path;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = body;
    static_cast<void>(http_->send(request));
  }

 private:
  std::unique_ptr<http::Client> http_;
  std::unique_ptr<tracker::Backend> backend_;
};

class RedmineStage : public Stage {
 public:
  explicit RedmineStage(Site site) : site_(std::move(site)), service_(site_, site_.key, "estafeta") {}

  tracker::Tracker tracker() override { return service_.tracker(); }
  base::PrincipalId group() const override { return {site_.numbers.find("groups")->find("network")->text}; }
  base::PrincipalId stranger() const override { return {site_.people.find("meridian1")->find("id")->text}; }

  base::Result<base::IssueId> open_issue(Person who, const tracker::NewIssue& issue) override {
    const auto made = seat(who).tracker().writer.create(issue);
    if (!made) return base::fail(made.error());
    return made->id;
  }

  void act(Person who, base::IssueId id, const tracker::fake::PersonalEdit& edit) override {
    if (edit.kind) {
      const auto* number = site_.numbers.find("trackers")->find(model::to_string(*edit.kind));
      put(who, id, R"("tracker_id":)" + number->text);
    }
    if (edit.project) put(who, id, R"("project_id":")" + *edit.project + '"');
    if (edit.note_is_private) {
      static_cast<void>(seat(who).tracker().writer.private_note(id, edit.note));
    } else {
      static_cast<void>(seat(who).tracker().writer.update(id, edit));
    }
  }

  void mark_duplicate(Person who, base::IssueId duplicate, base::IssueId original) override {
    seat(who).send(
        http::Method::post, "/issues/" + base::to_string(duplicate) + "/relations.json",
        R"({"relation":{"relation_type":"duplicates","issue_to_id":)" + base::to_string(original) + "}}");
  }

  void tie(Person who, base::IssueId one, base::IssueId other) override {
    seat(who).send(
        http::Method::post, "/issues/" + base::to_string(one) + "/relations.json",
        R"({"relation":{"relation_type":"relates","issue_to_id":)" + base::to_string(other) + "}}");
  }

  void let_follow(Person who, base::IssueId earlier, base::IssueId later) override {
    seat(who).send(
        http::Method::post, "/issues/" + base::to_string(earlier) + "/relations.json",
        R"({"relation":{"relation_type":"precedes","issue_to_id":)" + base::to_string(later) + "}}");
  }

  base::Status private_note_without_the_right(base::IssueId id, const std::string& text) override {
    return seat(Person::client).tracker().writer.private_note(id, text);
  }

  void record_time(Person who, base::IssueId id, base::Date day, base::Seconds time) override {
    seat(who).send(http::Method::post, "/time_entries.json",
                   R"({"time_entry":{"issue_id":)" + base::to_string(id) + R"(,"spent_on":")" +
                       base::format_date(day) + R"(","comments":"","hours":)" +
                       std::to_string(static_cast<double>(time.count()) / 3600) + "}}");
  }

  base::PrincipalId id_of(Person who) const override {
    return {site_.people.find(login_of(who))->find("id")->text};
  }

 private:
  static std::string login_of(Person who) {
    return who == Person::tam ? "tam1" : who == Person::engineer ? "network1" : "aurora1";
  }

  void put(Person who, base::IssueId id, const std::string& attribute) {
    seat(who).send(http::Method::put, "/issues/" + base::to_string(id) + ".json",
                   R"({"issue":{)" + attribute + "}}");
  }

  Seat& seat(Person who) {
    const auto login = login_of(who);
    auto& place = seats_[login];
    if (place == nullptr)
      place = std::make_unique<Seat>(site_, site_.people.find(login)->find("key")->text, "");
    return *place;
  }

  Site site_;
  Seat service_;
  std::map<std::string, std::unique_ptr<Seat>> seats_;
};

}  // namespace

std::unique_ptr<Stage> make_redmine_stage(std::string& why_not) {
  Site site;
  site.url = variable("ESTAFETA_TEST_REDMINE_URL");
  const auto key = document::read_file(variable("ESTAFETA_TEST_REDMINE_KEY_FILE"));
  const auto ids = document::read_file(variable("ESTAFETA_TEST_REDMINE_IDS"));
  const auto people = document::read_file(variable("ESTAFETA_TEST_REDMINE_PEOPLE"));
  if (site.url.empty() || !key || !ids || !people) {
    why_not =
        "no real Redmine: set ESTAFETA_TEST_REDMINE_URL, ESTAFETA_TEST_REDMINE_KEY_FILE, "
        "ESTAFETA_TEST_REDMINE_IDS and ESTAFETA_TEST_REDMINE_PEOPLE (tests/run does)";
    return nullptr;
  }
  site.key = trimmed(*key);
  site.ids = *ids;
  site.numbers = document::parse_json(*ids, "ids").value();
  site.people = document::parse_json(*people, "people").value();
  return std::make_unique<RedmineStage>(std::move(site));
}

}  // namespace estafeta::testing
