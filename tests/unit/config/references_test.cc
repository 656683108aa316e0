// Every key of the mapping files, the templates and the settings that names something another file defines: a
// word nobody defined is said at its line, with the one that may have been meant. And one fault is one
// problem: what only follows from it is not listed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "connector/config/mappings.h"
#include "connector/config/named_files.h"
#include "connector/config/templates.h"
#include "connector/document/node.h"
#include "tests/unit/config/folder.h"

namespace estafeta::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Reference {
  const char* name;  // file and key
  const char* file;
  const char* from;
  const char* to;
  const char* problem;  // the beginning of the only one; `{line}`: that on which `to` begins
};

std::string expected_problem(const Folder& folder, const Reference& reference) {
  const auto content = document::read_file(folder.path() + "/" + reference.file).value();
  const auto begin = content.begin();
  const auto line =
      1 + std::count(begin, begin + static_cast<std::ptrdiff_t>(content.find(reference.to)), '\n');
  const std::string place = "{line}", problem = reference.problem;
  const auto at = problem.find(place);
  return at == std::string::npos ? problem
                                 : std::string(problem).replace(at, place.size(), std::to_string(line));
}

void PrintTo(const Reference& reference, std::ostream* out) {
  *out << reference.name;
}

class References : public ::testing::TestWithParam<Reference> {};

TEST_P(References, ToWhatNobodyDefinedAreSaidAtTheirLineWithWhatWasMeant) {
  const Reference& reference = GetParam();
  const Folder folder;
  folder.replace(reference.file, reference.from, reference.to);
  EXPECT_THAT(listed(load_mappings(folder.path()).problems),
              ElementsAre(HasSubstr(expected_problem(folder, reference))));
}

constexpr const char* kGoldTarget =
    "- { when: { priority: high }, calendar: 24x7, response: 30m, resolution: 8h }";

INSTANTIATE_TEST_SUITE_P(
    BetweenFiles, References,
    ::testing::Values(
        // tracker.yaml
        Reference{"TrackerClosed", "tracker.yaml", "closed: [done,", "closed: [donne,",
                  "tracker.yaml:{line}:12 config.not_one_of_near{name=donne, near=done}"},
        Reference{"TrackerHoldStatuses", "tracker.yaml",
                  "  priorities: ", "  hold_statuses: { client: On hald }\n  priorities: ",
                  "tracker.yaml:{line}:28 config.not_on_hold_near{name=On hald, near=On hold}"},
        Reference{"TrackerStaffRoles", "tracker.yaml", "staff_roles: [service, tam,",
                  "staff_roles: [service, tamm,",
                  "tracker.yaml:{line}:26 config.not_one_of_near{name=tamm, near=tam}"},
        Reference{"TrackerCorrectionRoles", "tracker.yaml", "correction_roles: [tam,",
                  "correction_roles: [tom,",
                  "tracker.yaml:{line}:22 config.not_one_of_near{name=tom, near=tam}"},
        // departments.yaml
        Reference{"DepartmentsCalendar", "departments.yaml", "ru: Группа Unix }, calendar: office }",
                  "ru: Группа Unix }, calendar: ofice }",
                  "config.unknown_calendar_near{name=ofice, near=office}"},
        Reference{"DepartmentsOla", "departments.yaml", "ru: Группа Unix }, calendar: office }",
                  "ru: Группа Unix }, calendar: office, ola: golden }",
                  "config.unknown_policy_near{name=golden, near=gold}"},
        Reference{"DepartmentsDuty", "departments.yaml", "\nduty: duty ", "\nduty: dutty ",
                  "departments.yaml:17:7 config.unknown_department_near{name=dutty, near=duty}"},
        Reference{"DepartmentsCompetences", "departments.yaml", "storage: backup", "storage: bakup",
                  "departments.yaml:20:12 config.unknown_department_near{name=bakup, near=backup}"},
        Reference{"DepartmentsMoved", "departments.yaml", "moved: {}", "moved: { hypervisors: vmwre }",
                  "departments.yaml:21:23 config.unknown_department_near{name=vmwre, near=vmware}"},
        // clients.yaml
        Reference{"ClientsPolicy", "clients.yaml", "policy: gold", "policy: golf",
                  "clients.yaml:9:19 config.unknown_policy_near{name=golf, near=gold}"},
        Reference{"ClientsPolicyWithoutAVersionYet", "policies.yaml", "gold:\n    - valid_from: 2025-01-01",
                  "gold:\n    - valid_from: 2026-01-01", "clients.yaml:9:31 config.contract_before_policy"},
        Reference{"ClientsLanguage", "clients.yaml", "language: en ", "language: eng ",
                  "clients.yaml:7:15 config.not_one_of_near{name=eng, near=en}"},
        Reference{"ClientsOwners", "clients.yaml", "vendor: { calendar: office }",
                  "vendor: { calendar: offce }", "config.unknown_calendar_near{name=offce, near=office}"},
        // policies.yaml
        Reference{"PoliciesCalendar", "policies.yaml", "{ calendar: office, response: 1h",
                  "{ calendar: offise, response: 1h",
                  "policies.yaml:12:23 sla.calendar_unknown_near{text=offise, near=office}"},
        Reference{"PoliciesAttribute", "policies.yaml", "{ priority: high }", "{ prioritty: high }",
                  "policies.yaml:11:21 sla.attribute_unknown_near{text=prioritty, near=priority}"},
        Reference{"PoliciesPriority", "policies.yaml", "[ urgent, immediate ] }, calendar: 24x7",
                  "[ urgent, immedate ] }, calendar: 24x7",
                  "policies.yaml:10:41 config.unknown_priority_near{name=immedate, near=immediate}"},
        Reference{"PoliciesPriorityNothingLike", "policies.yaml", "{ priority: high }", "{ priority: P1 }",
                  "policies.yaml:11:31 config.unknown_priority{name=P1, known=[low, normal, high, urgent, "
                  "immediate]}"},
        Reference{"PoliciesClient", "policies.yaml", "{ priority: high }", "{ client: auroora }",
                  "policies.yaml:11:29 config.unknown_client_near{name=auroora, near=aurora}"},
        Reference{"PoliciesTracker", "policies.yaml", "{ priority: high }", "{ tracker: Incidnt }",
                  "policies.yaml:11:30 config.unknown_tracker_near{name=Incidnt, near=Incident}"},
        Reference{"PoliciesDepartment", "policies.yaml", "{ priority: high }", "{ department: Netwrk }",
                  "policies.yaml:11:33 config.unknown_department_title_near{name=Netwrk, near=Network}"},
        Reference{"PoliciesHoldReason", "policies.yaml", "{ priority: high }", "{ hold_reason: vender }",
                  "policies.yaml:11:34 config.unknown_hold_reason_near{name=vender, near=vendor}"},
        Reference{"PoliciesDecision", "policies.yaml", "{ priority: high }", "{ decision: try agan }",
                  "policies.yaml:11:31 config.unknown_decision_near{name=try agan, near=try again}"},
        Reference{"PoliciesState", "policies.yaml", "pause_in: [ \"on_hold:client\" ]",
                  "pause_in: [ \"on_hold:cliemt\" ]",
                  "policies.yaml:8:35 sla.status_unknown_near{text=on_hold:cliemt, near=on_hold:client}"},
        Reference{"PoliciesStartInAStateThatTrackerYamlDoesNotSpell", "policies.yaml",
                  "pause_in: [ \"on_hold:client\" ]", "pause_in: [ \"on_hold:client\" ], on: ready",
                  "policies.yaml:8:59 config.state_not_spelled{name=ready"},
        Reference{"PoliciesStateThatTrackerYamlDoesNotSpell", "policies.yaml",
                  "pause_in: [ \"on_hold:client\" ]", "pause_in: [ returned ]",
                  "policies.yaml:8:35 config.state_not_spelled{name=returned"},
        Reference{"PoliciesHead", "policies.yaml", "warn_at: 0.75", "warn_at: { at: 0.75, tell: head }",
                  "policies.yaml:6:34 config.tell_head_nobody"},
        Reference{"PoliciesClock", "policies.yaml", kGoldTarget,
                  "- { when: { priority: high }, calendar: 24x7, respons: 30m, resolution: 8h }",
                  "policies.yaml:11:55 sla.target_key_unknown_near{text=respons, near=response}"},
        // calendars.yaml
        Reference{"CalendarsHolidayFile", "calendars.yaml", "holidays: [ 2026-01-01,",
                  "holidays: [ { file: nowhere.ics }, 2026-01-01,", "calendars.yaml:17:25 document.no_file"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(References, ToAStateThatNoKindHasAreSaid) {
  const Folder folder;
  folder.replace("tracker.yaml", "      resolved: { en: Resolved, ru: Решён }\n", "");
  folder.replace("tracker.yaml", "closed: [done,", "closed: [resolved, done,");
  EXPECT_THAT(listed(load_mappings(folder.path()).problems),
              ElementsAre(HasSubstr("tracker.yaml:65:12 config.not_one_of{name=resolved")));
}

TEST(References, OfADepartmentsTasksMayNameTheStatesOfTasks) {
  const Folder folder;
  folder.replace("departments.yaml", "ru: Группа Unix }, calendar: office }",
                 "ru: Группа Unix }, calendar: office, ola: internal }");
  folder.replace(
      "policies.yaml", "  silver:",
      "  internal:\n    - valid_from: 2025-01-01\n      clocks: { resolution: { stop_in: [ done ], "
      "pause_in: [ returned ] } }\n      targets: [ { calendar: office, resolution: 8h } ]\n  silver:");
  EXPECT_THAT(listed(load_mappings(folder.path()).problems), IsEmpty());
}

// What a template names outside itself.
TEST(References, OfTemplatesAreSaidAtTheirLineWithWhatWasMeant) {
  const Folder folder;
  const auto mappings = load_mappings(folder.path()).mappings;
  folder.write(
      "templates/odd.yaml",
      "template: odd\nversion: 1\ntitle: Odd\ntasks:\n"
      "  wires: { department: netwrk, title: Wires, duration: 1h, watchers: [ tamm ] }\n"
      "  yes: { kind: approval, approver: tam_deputi, needs: [wires], title: Good, duration: 1h }\n");
  const auto loaded = load_templates(folder.path() + "/templates", mappings.departments,
                                     roles_for_templates(mappings.tracker));
  EXPECT_THAT(listed(loaded.problems),
              testing::UnorderedElementsAre(HasSubstr("odd.yaml:5:24 template.department_unknown_hint"),
                                            HasSubstr("odd.yaml:5:72 template.watcher_unknown_hint"),
                                            HasSubstr("odd.yaml:6:36 template.approver_unknown_hint")));
}

struct Fault {
  const char* name;
  const char* file;
  const char* from;  // empty: the file is missing
  const char* to;
  const char* problem;
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.name;
}

class OneFault : public ::testing::TestWithParam<Fault> {};

TEST_P(OneFault, IsOneProblemHoweverMuchBuildsOnIt) {
  const Fault& fault = GetParam();
  const Folder folder;
  if (std::string(fault.from).empty()) {
    folder.remove(fault.file);
  } else {
    folder.replace(fault.file, fault.from, fault.to);
  }
  EXPECT_THAT(listed(load_mappings(folder.path()).problems), ElementsAre(HasSubstr(fault.problem)));
}

INSTANTIATE_TEST_SUITE_P(
    Mappings, OneFault,
    ::testing::Values(
        Fault{"BadShift", "calendars.yaml", "mon: [ \"09:00-18:00\" ]", "mon: [ \"09:00-18\" ]",
              "calendars.yaml:8:14"},
        Fault{"CalendarsMissing", "calendars.yaml", "", "", "calendars.yaml document.no_file"},
        Fault{"CalendarsNotYaml", "calendars.yaml", "calendars:\n", "calendars: [\n", "calendars.yaml:"},
        Fault{"PoliciesMissing", "policies.yaml", "", "", "policies.yaml document.no_file"},
        Fault{"TrackerMissing", "tracker.yaml", "", "", "tracker.yaml document.no_file"},
        Fault{"DepartmentsMissing", "departments.yaml", "", "", "departments.yaml document.no_file"},
        Fault{"ClientsMissing", "clients.yaml", "", "", "clients.yaml document.no_file"},
        Fault{"AMisspeltKeyThatMustBeThere", "departments.yaml", "\ndepartments:\n", "\ndepartment:\n",
              "departments.yaml:6:1 config.unknown_key_near{name=department, near=departments}"},
        Fault{"ADepartmentNotAMap", "departments.yaml",
              "duty:       { title: { en: Duty engineers, ru: Дежурные инженеры }, group: { en: Duty group, "
              "ru: Дежурная смена }, calendar: 24x7 }",
              "duty: 24x7", "config.not_a_map"},
        Fault{"RolesMisspelt", "tracker.yaml",
              "  roles: ", "  rols: ", "config.unknown_key_near{name=rols, near=roles}"},
        Fault{"AClockWithABadName", "policies.yaml", "resolution: { pause_in: [ \"on_hold:client\" ] }",
              "Pickup: {}", "policies.yaml:8:9 sla.clock_name_bad"},
        Fault{"AClockThatStopsInAStateNobodyKnows", "policies.yaml", "pause_in: [ \"on_hold:client\" ]",
              "stop_in: [ slved ]", "policies.yaml:8:34 sla.status_unknown"},
        Fault{"AClientNotAMap", "clients.yaml", "    project: meridian\n", "    project: [ meridian ]\n",
              "clients.yaml"}),
    [](const auto& row) { return std::string(row.param.name); });

struct Doubt {
  const char* name;
  const char* file;
  const char* from;
  const char* to;
  const char* said;
};

class Doubts : public ::testing::TestWithParam<Doubt> {};

TEST_P(Doubts, AreSaidAtTheirLineAndStopNobody) {
  const auto& row = GetParam();
  const Folder folder;
  folder.replace(row.file, row.from, row.to);
  const auto loaded = load_mappings(folder.path());
  EXPECT_THAT(listed(loaded.problems), ElementsAre(HasSubstr(row.said)));
  EXPECT_FALSE(base::has_errors(loaded.problems));
}

INSTANTIATE_TEST_SUITE_P(
    All, Doubts,
    ::testing::Values(
        Doubt{"ATargetForAllBeforeAnother", "policies.yaml",
              "        - { when: { priority: high }, calendar: 24x7, response: 30m, resolution: 8h }\n"
              "        - { calendar: office, response: 1h, resolution: 16h }",
              "        - { calendar: office, response: 1h, resolution: 16h }\n"
              "        - { when: { priority: high }, calendar: 24x7, response: 30m, resolution: 8h }",
              "policies.yaml:12:11 config.target_never_reached{line=11}"},
        Doubt{"ATargetWithinAnother", "policies.yaml", "when: { priority: high }",
              "when: { priority: urgent }", "policies.yaml:11:11 config.target_never_reached{line=10}"},
        Doubt{"NoTargetForTheRest", "policies.yaml",
              "        - { calendar: office, response: 1h, resolution: 16h }\n", "",
              "policies.yaml:10:9 config.no_target_for_the_rest{priorities=[low, normal]}"},
        Doubt{"ResponseAfterResolution", "policies.yaml", "response: 1h, resolution: 16h",
              "response: 3h, resolution: 8m",
              "policies.yaml:12:41 config.response_after_resolution{response=3h, resolution=8m}"},
        Doubt{"AShiftThatEndsWhenItBegins", "calendars.yaml", "mon: [ \"09:00-18:00\" ]",
              "mon: [ \"09:00-09:00\" ]", "config.shift_of_a_day{text=09:00-09:00}"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Settings, ThatNameFilesWhichAreNotThereSayWhichAndWhere) {
  const Folder folder;
  folder.write("key", "0123456789abcdef");
  folder.write(
      "estafeta.yaml",
      "tracker:\n  key_file: key\n  ids_file: idz.json\n  ca_file: ca.pem\nstore: { path: vra/store.db }\n");
  const auto missing = missing_files(folder.path() + "/estafeta.yaml");
  EXPECT_THAT(listed(missing), ElementsAre(HasSubstr("estafeta.yaml:3:13 config.file_missing{key=ids_file"),
                                           HasSubstr("estafeta.yaml:4:12 config.file_missing{key=ca_file"),
                                           HasSubstr("estafeta.yaml:5:16 config.file_missing{key=path")));
  EXPECT_FALSE(base::has_errors(missing)) << "provisioning may still have to write them";
}

TEST(Settings, ThatNameAFolderWhereAFileBelongsSayWhichAndWhere) {
  const Folder folder;
  folder.write("estafeta.yaml", "tracker:\n  key_file: .\n  ids_file: ./\nstore: { path: . }\n");
  EXPECT_THAT(listed(missing_files(folder.path() + "/estafeta.yaml")),
              ElementsAre(HasSubstr("estafeta.yaml:2:13 config.file_is_folder{key=key_file"),
                          HasSubstr("estafeta.yaml:3:13 config.file_is_folder{key=ids_file"),
                          HasSubstr("estafeta.yaml:4:16 config.file_is_folder{key=path")));
}

TEST(Mappings, OfAFolderThatIsNowhereAreOneProblem) {
  const Folder folder;
  EXPECT_THAT(listed(load_mappings(folder.path() + "/nowhere").problems),
              ElementsAre(HasSubstr("config.no_folder")));
}

}  // namespace
}  // namespace estafeta::config
