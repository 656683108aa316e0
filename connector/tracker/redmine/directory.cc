#include "connector/tracker/redmine/directory.h"

#include <cmath>

#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/encode.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/rehearsal.h"
#include "connector/tracker/redmine/self_test.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

using base::Result;
using base::Status;
using model::Issue;

Result<Account> RedmineDirectory::account() {
  session_.site.new_cycle();
  return session_.site.account();
}

Result<Capabilities> RedmineDirectory::self_test() {
  session_.site.forget_names();
  if (auto status = session_.site.load_names(); !status.ok()) return base::fail(std::move(status));
  return SelfTest(session_.site, session_.codec(),
                  [this](const http::Pairs& query) { return reader_.fetch(query); })
      .run();
}

Result<std::string> RedmineDirectory::login(const base::PrincipalId& person) {
  const std::string path = "/users/" + http::escape(person.value) + ".json";
  const auto node = session_.rest.get(path);
  if (!node) return base::fail(is_hidden(node.error()) ? hidden(path) : node.error());
  return text_at(*node, {"user", "login"});
}

Result<std::optional<std::vector<SpentTime>>> RedmineDirectory::spent_time(
    const std::string& project, const std::vector<base::PrincipalId>& people, base::Date from,
    base::Date until) {
  std::string all;
  for (const auto& person : people) all += (all.empty() ? "" : "|") + person.value;
  if (all.empty()) return std::vector<SpentTime>{};
  const auto entries =
      session_.rest.list("/projects/" + http::escape(project) + "/time_entries.json", "time_entries",
                         {{"user_id", all},
                          {"from", base::format_date(from)},
                          {"to", base::format_date(until)},
                          {"sort", "id"}});
  if (!entries && (is_hidden(entries.error()) || entries.error().code() == base::Code::permission_denied))
    return std::nullopt;
  if (!entries) return base::fail(entries.error());
  std::vector<SpentTime> spent;
  for (const auto& entry : *entries) {
    const auto* hours = entry.find("hours");
    const auto day = base::parse_date(text_at(entry, {"spent_on"}));
    const auto length = hours == nullptr ? std::nullopt : hours->as_real();
    if (!day || !length) continue;
    const base::Seconds time(std::llround(*length * 3600));
    spent.push_back({{text_at(entry, {"user", "id"})}, *day, time});
  }
  return spent;
}

Result<ProjectFacts> RedmineDirectory::project(const std::string& identifier) {
  if (auto status = session_.site.load_names(); !status.ok()) return base::fail(std::move(status));
  auto facts = session_.site.project(identifier);
  if (!facts) return facts;
  if (auto status = own_rights(*facts); !status.ok()) return base::fail(std::move(status));
  // "For all projects" fields are not listed with the project; the issues show them.
  for (const auto kind : facts->kinds) {
    const auto latest =
        reader_.fetch({{"project_id", facts->identifier},
                       {"tracker_id", std::to_string(tracker_id(session_.codec(), kind).value_or(0))},
                       {"status_id", "*"},
                       {"sort", "id:desc"},
                       {"limit", "1"}});
    if (!latest) return base::fail(latest.error());
    if (latest->empty()) trust_provisioning(kind, *facts);
    for (const Issue& issue : *latest) {
      for (const auto& [field, value] : issue.fields) {
        facts->fields.insert(field);
        facts->shown[kind].insert(field);
      }
      if (kind != model::Kind::task) continue;
      for (const auto& [name, value] : issue.other_fields) facts->other_fields.insert(name);
    }
  }
  return facts;
}

Result<Rehearsal> RedmineDirectory::rehearse(const std::string& project, model::Kind kind) {
  if (auto status = session_.site.load_names(); !status.ok()) return base::fail(std::move(status));
  const auto tracker = tracker_id(session_.codec(), kind);
  if (!tracker) return Rehearsal{};
  const Codec words = session_.codec();
  if (kind == model::Kind::task) return Rehearsing(session_.rest, words).creation(project, kind);
  const auto newest = reader_.fetch({{"project_id", project},
                                     {"tracker_id", std::to_string(*tracker)},
                                     {"status_id", "o"},
                                     {"sort", "id:desc"},
                                     {"limit", "1"}});
  if (!newest) return base::fail(newest.error());
  return newest->empty() ? Rehearsal{} : Rehearsing(session_.rest, words).update(newest->front());
}

Result<std::vector<base::PrincipalId>> RedmineDirectory::refused_assignees(
    const std::string& project, const std::vector<base::PrincipalId>& who) {
  if (auto status = session_.site.load_names(); !status.ok()) return base::fail(std::move(status));
  const Codec words = session_.codec();
  return Rehearsing(session_.rest, words).refused_assignees(project, who);
}

Result<std::vector<std::string>> RedmineDirectory::refused_extensions() {
  if (auto status = session_.site.load_names(); !status.ok()) return base::fail(std::move(status));
  const Codec words = session_.codec();
  return Rehearsing(session_.rest, words).refused_extensions();
}

Status RedmineDirectory::own_rights(ProjectFacts& facts) {
  const auto lacking = session_.site.lacking_rights(facts.identifier);
  if (!lacking) return lacking.error();
  facts.lacking = *lacking;
  facts.private_notes = !facts.lacking.contains(Right::private_notes);
  facts.watchers = !facts.lacking.contains(Right::view_watchers) &&
                   !facts.lacking.contains(Right::add_watchers) &&
                   !facts.lacking.contains(Right::delete_watchers);
  return {};
}

// Where there is no task yet, none can show its fields; whether they are there is read back from the first.
void RedmineDirectory::trust_provisioning(model::Kind kind, ProjectFacts& facts) const {
  if (kind != model::Kind::task) return;
  for (const auto& [field, id] : session_.settings.ids.fields) facts.fields.insert(field);
  for (const auto& [name, id] : session_.settings.ids.others) facts.other_fields.insert(name);
}

}  // namespace estafeta::tracker::redmine
