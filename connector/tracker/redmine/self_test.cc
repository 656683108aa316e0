#include "connector/tracker/redmine/self_test.h"

#include <string>
#include <utility>

#include "connector/tracker/redmine/encode.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/ids_fit.h"

namespace estafeta::tracker::redmine {

using base::Code;
using base::Phrase;
using base::Result;
using base::Status;

namespace {

constexpr const char* kImpossible = "estafeta-self-test-finds-nothing";

}  // namespace

Result<Capabilities> SelfTest::run() {
  std::vector<Phrase> problems = missing_names();
  if (auto status = meet_fields(); !status.ok()) return base::fail(std::move(status));
  // Redmine 5 does not list fields for all projects with a project; the issues show them.
  if (auto fit = ids_fit(codec_.ids, codec_.mapping, codec_.names); !fit.ok())
    return base::fail(std::move(fit));
  std::vector<std::string> unseen;
  for (const auto& [field, names] : codec_.mapping.fields) {
    if (!codec_.ids.fields.contains(field)) unseen.push_back(field_name(codec_.mapping, field));
  }
  if (!unseen.empty()) problems.push_back(Phrase("tracker.no_fields", {{"fields", std::move(unseen)}}));
  Capabilities can;
  const auto key = filters(model::Field::task_key);
  if (!key) return base::fail(key.error());
  const auto department = filters(model::Field::department);
  if (!department) return base::fail(department.error());
  can.key_filter = *key;
  can.department_filter = *department;
  if (!can.key_filter && codec_.ids.fields.contains(model::Field::task_key)) {
    problems.push_back(ignored_filter(field_name(codec_.mapping, model::Field::task_key)));
  }
  if (auto status = staff_project(can, problems); !status.ok()) return base::fail(std::move(status));
  for (const auto& [id, name] : codec_.names.priorities) can.priorities.insert(name);
  if (problems.empty()) return can;
  return base::fail(Code::failed_precondition,
                    Phrase("tracker.not_ready", {{"problems", std::move(problems)}}));
}

std::vector<Phrase> SelfTest::missing_names() {
  std::vector<Phrase> problems;
  for (const auto& [kind, names] : codec_.mapping.kinds) {
    if (tracker_id(codec_, kind)) continue;
    problems.push_back(Phrase("tracker.no_tracker", {{"kind", std::string(model::to_string(kind))}}));
  }
  for (const auto& [kind, states] : codec_.mapping.states) {
    for (const auto& [state, names] : states) {
      if (status_id(codec_, kind, state)) continue;
      problems.push_back(Phrase("tracker.no_status", {{"state", std::string(model::to_string(state))},
                                                      {"kind", std::string(model::to_string(kind))}}));
    }
  }
  return problems;
}

// Learns the ids of fields from the newest issue of each kind where provisioning's file did not tell, and
// their names where no project did.
Status SelfTest::meet_fields() {
  const bool told = codec_.ids.fields.size() == codec_.mapping.fields.size();
  if (told && all_fields_seen(codec_.ids, codec_.names)) return {};
  for (const auto& [kind, names] : codec_.mapping.kinds) {
    const auto tracker = tracker_id(codec_, kind);
    if (!tracker) continue;
    const auto rows = fetch_(
        {{"tracker_id", std::to_string(*tracker)}, {"status_id", "*"}, {"sort", "id:desc"}, {"limit", "1"}});
    if (!rows) return rows.error();
  }
  return {};
}

// A filter Redmine does not know is dropped without a word, and every issue is the answer.
Result<bool> SelfTest::filters(model::Field field) {
  const auto id = codec_.ids.fields.find(field);
  if (id == codec_.ids.fields.end()) return false;
  const auto rows =
      fetch_({{"cf_" + std::to_string(id->second), kImpossible}, {"status_id", "*"}, {"limit", "1"}});
  if (!rows) return base::fail(rows.error());
  return rows->empty();
}

Status SelfTest::staff_project(Capabilities& can, std::vector<Phrase>& problems) {
  const std::string& staff = codec_.mapping.staff_project;
  if (staff.empty()) return {};
  const auto facts = site_.project(staff);
  if (!facts && facts.error().code() != Code::not_found) return facts.error();
  if (!facts) {
    problems.push_back(facts.error().phrase());
    return {};
  }
  const auto notes = site_.may(staff, "set_notes_private");
  const auto pages = site_.may(staff, "edit_wiki_pages");
  if (!notes) return notes.error();
  if (!pages) return pages.error();
  can.private_notes = *notes;
  can.wiki = facts->wiki && *pages;
  return {};
}

}  // namespace estafeta::tracker::redmine
