#include "connector/tracker/redmine/survey.h"

#include <algorithm>

#include "connector/tracker/redmine/count_use.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/rest.h"
#include "connector/tracker/redmine/site.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

namespace {

using base::Code;
using base::IssueId;
using base::Phrase;
using base::Result;
using base::Status;
using document::Node;

constexpr std::size_t kRowsOfAPage = 100;

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

class RedmineSurvey : public Survey {
 public:
  RedmineSurvey(http::Client& http, const base::Clock& clock) : rest_(http, clock), site_(rest_, nobody_) {}

  Result<Account> account() override { return site_.account(); }

  Result<SiteSurvey> site() override {
    SiteSurvey found;
    const auto statuses = rest_.list("/issue_statuses.json", "issue_statuses");
    if (!statuses) return base::fail(statuses.error());
    for (const Node& item : *statuses) {
      found.statuses.push_back({text_at(item, {"name"}), text_at(item, {"is_closed"}) == "true"});
      status_names_[text_at(item, {"id"})] = text_at(item, {"name"});
    }
    const auto trackers = rest_.list("/trackers.json", "trackers");
    if (!trackers) return base::fail(trackers.error());
    for (const Node& item : *trackers) {
      found.trackers.push_back(text_at(item, {"name"}));
      tracker_ids_[found.trackers.back()] = text_at(item, {"id"});
    }
    if (auto status = read_priorities(found); !status.ok()) return base::fail(std::move(status));
    if (auto status = read_roles(found); !status.ok()) return base::fail(std::move(status));
    return found;
  }

  Result<bool> sees_issues() override {
    const auto node = rest_.get("/issues.json", {{"status_id", "*"}, {"limit", "1"}});
    if (!node) return base::fail(node.error());
    return !items_at(*node, "issues").empty();
  }

  // By id, as offsets shift while people work.
  Result<std::vector<SurveyedRow>> issues(const std::vector<std::string>& trackers,
                                          base::Instant since) override {
    std::vector<SurveyedRow> rows;
    while (true) {
      const auto node = rest_.get("/issues.json", query(trackers, since, rows));
      if (!node) return base::fail(node.error());
      const Node* list = node->find("issues");
      if (list == nullptr || !list->is_list()) return base::fail(not_understood("/issues.json"));
      for (const Node& item : list->items) {
        const auto row = row_of(item);
        if (!row) return base::fail(not_understood("/issues.json"));
        // Redmine drops a filter it does not know without a word, and every issue is the answer.
        const bool moved_on = rows.empty() || row->id > rows.back().id;
        if (!moved_on) return ignored("issue_id");
        // Redmine's >= begins a fraction of a second early.
        if (row->updated + base::Seconds(1) < since) return ignored("updated_on");
        if (!trackers.empty() && !contains(trackers, text_at(item, {"tracker", "name"})))
          return ignored("tracker_id");
        rows.push_back(*row);
      }
      if (list->items.size() < kRowsOfAPage) return rows;
    }
  }

  Status read(const std::vector<IssueId>& ids, Use& use) override {
    std::vector<http::Request> requests;
    for (const IssueId id : ids) requests.push_back(history_request(id));
    for (const auto& node : rest_.get_all(requests)) {
      if (!node && is_hidden(node.error())) continue;
      if (!node) return node.error();
      const Node* issue = node->find("issue");
      if (issue == nullptr) return not_understood("/issues");
      count_use(*issue, status_names_, use);
    }
    return {};
  }

  Result<SurveyedProject> project(const std::string& id) override {
    const auto node = rest_.get("/projects/" + http::escape(id) + ".json");
    if (!node) {
      if (!is_hidden(node.error())) return base::fail(node.error());
      return base::fail(Code::not_found, Phrase("tracker.no_project", {{"project", id}}));
    }
    const Node* project = node->find("project");
    if (project == nullptr) return base::fail(not_understood("/projects"));
    SurveyedProject found;
    found.identifier = text_at(*project, {"identifier"});
    found.name = text_at(*project, {"name"});
    if (auto status = read_members(found); !status.ok()) return base::fail(std::move(status));
    return found;
  }

 private:
  static tl::unexpected<Status> ignored(const std::string& field) {
    return base::fail(Code::failed_precondition, Phrase("tracker.filter_ignored", {{"field", field}}));
  }

  http::Pairs query(const std::vector<std::string>& trackers, base::Instant since,
                    const std::vector<SurveyedRow>& rows) const {
    http::Pairs query{{"status_id", "*"},
                      {"sort", "id:asc"},
                      {"limit", std::to_string(kRowsOfAPage)},
                      {"updated_on", ">=" + base::format_instant(since)}};
    std::string ids;
    for (const std::string& name : trackers) {
      const auto id = tracker_ids_.find(name);
      if (id != tracker_ids_.end()) ids += (ids.empty() ? "" : "|") + id->second;
    }
    if (!ids.empty()) query.emplace_back("tracker_id", ids);
    if (!rows.empty()) query.emplace_back("issue_id", ">=" + std::to_string(rows.back().id.value + 1));
    return query;
  }

  static std::optional<SurveyedRow> row_of(const Node& item) {
    const auto id = integer_at(item, {"id"});
    const auto updated = base::parse_instant(text_at(item, {"updated_on"}));
    if (!id || !updated) return std::nullopt;
    return SurveyedRow{{*id}, *updated};
  }

  Status read_priorities(SiteSurvey& found) {
    const auto items = rest_.list("/enumerations/issue_priorities.json", "issue_priorities");
    if (!items) return items.error();
    for (const Node& item : *items) {
      found.priorities.push_back(text_at(item, {"name"}));
      if (text_at(item, {"is_default"}) == "true") found.usual_priority = found.priorities.back();
    }
    return {};
  }

  Status read_roles(SiteSurvey& found) {
    const auto items = rest_.list("/roles.json", "roles");
    if (!items) return is_hidden(items.error()) ? Status() : items.error();
    for (const Node& item : *items) {
      SurveyedRole role{text_at(item, {"name"}), std::nullopt};
      const auto node = rest_.get("/roles/" + text_at(item, {"id"}) + ".json");
      if (!node && !is_hidden(node.error())) return node.error();
      if (const Node* rights = node ? node->find("role") : nullptr) {
        const auto& names = items_at(*rights, "permissions");
        role.handles_issues = std::any_of(names.begin(), names.end(), [](const Node& name) {
          return name.text == "edit_issues" || name.text == "view_private_notes";
        });
      }
      found.roles.push_back(std::move(role));
    }
    return {};
  }

  Status read_members(SurveyedProject& project) {
    const auto items =
        rest_.list("/projects/" + http::escape(project.identifier) + "/memberships.json", "memberships");
    if (!items) return is_hidden(items.error()) ? Status() : items.error();
    project.members_known = true;
    for (const Node& item : *items) {
      const auto who = decode_principal(item.find(item.find("group") != nullptr ? "group" : "user"));
      if (!who) continue;
      auto& roles = project.members[who->id];
      for (const Node& role : items_at(item, "roles")) roles.insert(text_at(role, {"name"}));
    }
    return {};
  }

  const model::TrackerMapping nobody_;
  Rest rest_;
  SiteDirectory site_;
  std::map<std::string, std::string> status_names_;  // by id
  std::map<std::string, std::string> tracker_ids_;   // by name
};

}  // namespace

std::unique_ptr<Survey> make_survey(http::Client& http, const base::Clock& clock) {
  return std::make_unique<RedmineSurvey>(http, clock);
}

}  // namespace estafeta::tracker::redmine
