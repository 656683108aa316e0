#include "connector/config/mappings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/folder.h"

namespace estafeta::config {
namespace {

using model::State;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(Mappings, AreReadInTheSitesLanguage) {
  const Folder folder;
  const auto [mappings, problems] = load_mappings(folder.path());
  EXPECT_THAT(listed(problems), IsEmpty());
  const auto& tracker = mappings.tracker;
  EXPECT_EQ(tracker.language, "en");
  EXPECT_EQ(tracker.staff_project, "staff");
  EXPECT_EQ(tracker.gate, model::GateMode::forbid);
  EXPECT_THAT(tracker.kinds.at(model::Kind::task), ElementsAre("Task"));
  EXPECT_THAT(tracker.states.at(model::Kind::task).at(State::waiting), ElementsAre("Waiting"));
  EXPECT_THAT(tracker.fields, SizeIs(model::kFieldCount));
  EXPECT_EQ(tracker.decisions.at(model::Decision::override_gate), "start without waiting");
  EXPECT_THAT(tracker.urgency, ElementsAre("low", "normal", "high", "urgent", "immediate"));
  EXPECT_TRUE(tracker.closed.contains(State::done));
  EXPECT_TRUE(tracker.staff_roles.contains("tam"));
}

TEST(Mappings, KnowWhoWorksForWhom) {
  const Folder folder;
  const Mappings mappings = load_mappings(folder.path()).mappings;
  EXPECT_EQ(mappings.departments.find("storage")->group, "Backup group");
  EXPECT_EQ(mappings.departments.find("nobody"), nullptr);
  const model::Client& aurora = mappings.clients.all.at("aurora");
  EXPECT_EQ(aurora.name, "Aurora Retail");
  EXPECT_EQ(aurora.contracts.at(0).policy, "gold");
  EXPECT_EQ(aurora.windows, "windows:aurora");
  EXPECT_NE(mappings.calendars.find("windows:aurora"), nullptr);
  EXPECT_EQ(aurora.freezes.at(0).why, "New Year sale");
  EXPECT_EQ(aurora.digest, model::DigestRhythm::none);
  EXPECT_EQ(mappings.clients.owner_calendars.at("vendor"), "office");
  EXPECT_TRUE(mappings.policies.contains("gold"));
  EXPECT_TRUE(mappings.messages.has("state.done", "ru"));
}

std::string said(const Mappings& mappings, const std::string& key, const std::string& language) {
  messages::Style style;
  style.language = language;
  return mappings.messages.say(base::Phrase(key), style);
}

// As after an upgrade, where files that were edited stay as they are.
TEST(Mappings, WithAPartOfTheSentencesTakeTheOthersFromTheProgram) {
  const Folder folder;
  const auto built_in = load_mappings(folder.path()).mappings.messages;
  folder.remove("messages/en.yaml");
  folder.write("messages/ru.yaml", "messages:\n  state.done: всё\n");
  const auto [mappings, problems] = load_mappings(folder.path(), "", &built_in);
  EXPECT_THAT(listed(problems), IsEmpty());
  EXPECT_EQ(said(mappings, "state.done", "ru"), "всё");
  EXPECT_EQ(said(mappings, "state.ready", "ru"), "можно начинать");
  EXPECT_EQ(said(mappings, "state.done", "en"), "done");
}

TEST(Mappings, WhoseSentenceUsesValuesThatThisReleaseDoesNotGiveSpeakWithTheProgramsAndSaySo) {
  const Folder folder;
  const auto built_in = load_mappings(folder.path()).mappings.messages;
  folder.write("messages/ru.yaml", "messages:\n  state.done: всё, {name}\n");
  const auto [mappings, problems] = load_mappings(folder.path(), "", &built_in);
  EXPECT_FALSE(base::has_errors(problems));
  EXPECT_THAT(listed(problems), ElementsAre(HasSubstr("messages.of_another_release")));
  EXPECT_EQ(said(mappings, "state.done", "ru"),
            said(load_mappings(Folder().path()).mappings, "state.done", "ru"));
}

TEST(Mappings, KnowHowOftenAClientGetsADigest) {
  Folder folder;
  folder.replace("clients.yaml", "digest: none", "digest: weekly");
  EXPECT_EQ(load_mappings(folder.path()).mappings.clients.all.at("aurora").digest,
            model::DigestRhythm::weekly);
  folder.replace("clients.yaml", "digest: weekly", "digest: monthly");
  const auto clients = load_mappings(folder.path()).mappings.clients;
  EXPECT_EQ(clients.all.at("aurora").digest, model::DigestRhythm::monthly);
  EXPECT_EQ(clients.all.at("meridian").digest, model::DigestRhythm::none) << "where nobody says so";
}

TEST(Mappings, SayWhatTheRoleOfTheTamMayTakeAndWhichClientsNeedOne) {
  Folder folder;
  auto rules = load_mappings(folder.path()).mappings.clients.tam;
  EXPECT_EQ(rules.share, 30);
  EXPECT_EQ(rules.upper_level, (std::set<std::string>{"dba", "unix", "microsoft"}));
  folder.replace("clients.yaml", "share: 30 ", "share: 20 ");
  folder.replace("clients.yaml", "deputy_after: 16h", "deputy_after: 0s");
  folder.replace("clients.yaml", "digest: none", "tam_since: 2026-03-01");
  const auto clients = load_mappings(folder.path()).mappings.clients;
  EXPECT_EQ(clients.tam.share, 20);
  EXPECT_EQ(clients.tam.deputy_after, base::Seconds(0));
  EXPECT_EQ(clients.all.at("aurora").tam_since, base::parse_date("2026-03-01"));
  EXPECT_EQ(clients.all.at("meridian").tam_since, std::nullopt) << "where nobody says so";
}

TEST(Mappings, KnowWhoMayCorrectAndInWhichWordsOfBothLanguages) {
  Folder folder;
  folder.replace("tracker.yaml", "correction_roles: [tam, tam_deputy, service_manager]",
                 "correction_roles: [tam]");
  folder.replace("tracker.yaml", "answered: [{ en: answered, ru: ответ дан }, ответ дали, ответили]",
                 "answered: [{ ru: ответили, en: answered }, phoned]");
  const auto loaded = load_mappings(folder.path());
  EXPECT_THAT(listed(loaded.problems), IsEmpty());
  const auto& correction = loaded.mappings.tracker.correction;
  EXPECT_THAT(correction.roles, ElementsAre("tam"));
  EXPECT_THAT(correction.words.at("answered"), ElementsAre("answered", "ответили", "phoned"));
  EXPECT_THAT(correction.words.at("title"), ElementsAre("SLA correction", "Поправка SLA", "Поправка СЛА"));
}

TEST(Mappings, SayWhichIncidentsAreOutagesAndWhatFollows) {
  Folder folder;
  folder.replace("tracker.yaml", "categories: [] ", "categories: [Outage] ");
  folder.replace("tracker.yaml", "changes_before: 24h", "changes_before: 0s");
  const auto loaded = load_mappings(folder.path());
  EXPECT_THAT(listed(loaded.problems), IsEmpty());
  const auto& reviews = loaded.mappings.tracker.reviews;
  EXPECT_THAT(reviews.priorities, ElementsAre("immediate"));
  EXPECT_THAT(reviews.categories, ElementsAre("Outage"));
  EXPECT_EQ(reviews.template_name, "post-incident-review");
  EXPECT_EQ(reviews.days, 5);
  EXPECT_EQ(reviews.changes_before, base::Seconds(0));
  EXPECT_EQ(reviews.mass_clients, 3);
  EXPECT_EQ(reviews.mass_within, base::Seconds(30 * 60));
}

TEST(Mappings, SayWhichPolicyJudgesADepartmentsTasks) {
  Folder folder;
  folder.replace("departments.yaml", "ru: Группа Unix }, calendar: office }",
                 "ru: Группа Unix }, calendar: office, ola: gold }");
  const auto loaded = load_mappings(folder.path());
  EXPECT_THAT(listed(loaded.problems), IsEmpty());
  EXPECT_EQ(loaded.mappings.departments.find("unix")->ola, "gold");
  EXPECT_EQ(loaded.mappings.departments.find("network")->ola, "");
}

TEST(Mappings, SpeakAnotherLanguageWhenAsked) {
  const Folder folder;
  const auto [mappings, problems] = load_mappings(folder.path(), "ru");
  EXPECT_THAT(listed(problems), IsEmpty());
  EXPECT_EQ(mappings.tracker.language, "ru");
  EXPECT_THAT(mappings.tracker.states.at(model::Kind::task).at(State::waiting), ElementsAre("Ждёт очереди"));
  EXPECT_EQ(mappings.departments.find("network")->title, "Сетевой отдел");
}

TEST(Mappings, TakeSeveralNamesAndWriteTheFirst) {
  const Folder folder;
  folder.replace("tracker.yaml", "waiting: { en: Waiting, ru: Ждёт очереди }",
                 "waiting: [Waiting, { en: Queued }, Parked]");
  EXPECT_THAT(load_mappings(folder.path()).mappings.tracker.states.at(model::Kind::task).at(State::waiting),
              ElementsAre("Waiting", "Queued", "Parked"));
}

TEST(Mappings, MayHaveStatusesThatSayWhatIsWaitedFor) {
  const Folder folder;
  EXPECT_THAT(load_mappings(folder.path()).mappings.tracker.hold_statuses, IsEmpty());
  folder.replace("tracker.yaml", "on_hold: { en: On hold, ru: Приостановлено }",
                 "on_hold: [ On hold, Feedback, Asked, Vendor ]");
  folder.replace("tracker.yaml", "  priorities: ",
                 "  hold_statuses: { client: [ Feedback, { en: Asked } ], vendor: Vendor }\n  priorities: ");
  const auto [mappings, problems] = load_mappings(folder.path());
  EXPECT_THAT(listed(problems), IsEmpty());
  EXPECT_THAT(mappings.tracker.hold_statuses.at(model::HoldReason::client), ElementsAre("Feedback", "Asked"));
  EXPECT_THAT(mappings.tracker.hold_statuses.at(model::HoldReason::vendor), ElementsAre("Vendor"));
}

TEST(Mappings, SpeakWithTheProgramsSentencesWhereTheyHaveNone) {
  const Folder folder;
  const auto built_in = load_mappings(folder.path()).mappings.messages;
  folder.remove("messages");
  EXPECT_FALSE(listed(load_mappings(folder.path()).problems).empty());
  const auto [mappings, problems] = load_mappings(folder.path(), "", &built_in);
  EXPECT_THAT(listed(problems), IsEmpty());
  EXPECT_TRUE(mappings.messages.has("state.done", "ru"));
}

TEST(Mappings, RememberWhatPeopleWereWhoLeft) {
  const Folder folder;
  folder.replace("tracker.yaml", "people: {}", "people: { ivanov: staff, robot: system, smith: customer }");
  const auto [mappings, problems] = load_mappings(folder.path());
  EXPECT_THAT(listed(problems), IsEmpty());
  EXPECT_EQ(mappings.tracker.people.at("robot"), model::Actor::system);
  EXPECT_EQ(mappings.tracker.people.at("smith"), model::Actor::customer);
}

struct Mistake {
  const char* name;
  const char* file;
  const char* from;
  const char* to;
  const char* problem;  // part of the only problem
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

class OneMistake : public ::testing::TestWithParam<Mistake> {};

TEST_P(OneMistake, IsNamedAloneAtItsLine) {
  const Mistake& mistake = GetParam();
  const Folder folder;
  folder.replace(mistake.file, mistake.from, mistake.to);
  EXPECT_THAT(listed(load_mappings(folder.path()).problems), ElementsAre(HasSubstr(mistake.problem)));
}

INSTANTIATE_TEST_SUITE_P(
    Mappings, OneMistake,
    ::testing::Values(
        Mistake{"UnknownKey", "tracker.yaml", "markup: auto", "markup: auto\n  markdown: true",
                "tracker.yaml:8:3 config.unknown_key{name=markdown"},
        Mistake{"MisspeltKey", "tracker.yaml", "close_change:", "close_chang:",
                "config.unknown_key_near{name=close_chang, near=close_change}"},
        Mistake{"MisspeltGate", "tracker.yaml", "gate: forbid", "gate: forbit",
                "config.not_one_of_near{name=forbit"},
        Mistake{"NoZone", "tracker.yaml", "zone: Europe/Moscow", "zone: Europe/Moskow",
                "config.unknown_zone"},
        Mistake{"NoTimeToLink", "tracker.yaml", "link_grace: 10m", "link_grace: soon",
                "config.not_a_duration{text=soon}"},
        Mistake{"DigestsOfAnotherRhythm", "clients.yaml", "digest: none", "digest: monthy",
                "config.not_one_of_near{name=monthy, near=monthly}"},
        Mistake{"NotABoolean", "tracker.yaml", "close_change: false", "close_change: perhaps",
                "config.not_a_boolean"},
        Mistake{"LanguageMissing", "tracker.yaml", "task: { en: Task, ru: Работа }", "task: { ru: Работа }",
                "config.name_lacks_language{language=en}"},
        Mistake{"NameTooLong", "tracker.yaml", "task_key: { en: Task key,",
                "task_key: { en: Task key of thirty-one letters.,",
                "config.name_too_long{name=Task key of thirty-one letters., length=31, limit=30}"},
        Mistake{"StatusTooLong", "tracker.yaml", "returned: { en: Returned,",
                "returned: { en: Returned for want of needed data,", "config.name_too_long"},
        Mistake{"StateMissing", "tracker.yaml", "      returned: { en: Returned, ru: Нужны данные }\n", "",
                "config.missing_key{key=returned}"},
        Mistake{"StateOfAnotherKind", "tracker.yaml",
                "      returned:", "      draft: { en: Draft }\n      returned:", "config.unknown_key"},
        Mistake{"SpelledTwice", "tracker.yaml",
                "failed: { en: Failed, ru: Не удалось }\n      cancelled: { en: Cancelled, ru: Отменено }\n  "
                "  incident",
                "failed: { en: Failed, ru: Не удалось }\n      cancelled: [Cancelled, Failed]\n    incident",
                "config.spelled_twice{name=Failed, word=cancelled, other=failed}"},
        Mistake{"KindsSpelledTwice", "tracker.yaml", "change: { en: Change,", "change: { en: Task,",
                "config.spelled_twice{name=Task, word=task, other=change}"},
        Mistake{"HoldReasonsSpelledTwice", "tracker.yaml", "vendor: { en: vendor,", "vendor: { en: client,",
                "config.spelled_twice{name=client, word=vendor, other=client}"},
        Mistake{"HoldStatusesSpelledTwice", "tracker.yaml",
                "  priorities:  ", "  hold_statuses: { client: On hold, vendor: [On hold] }\n  priorities:  ",
                "config.spelled_twice{name=On hold, word=vendor, other=client}"},
        Mistake{"PrioritiesSpelledTwice", "tracker.yaml", "urgent: { en: Urgent,", "urgent: { en: Immediate,",
                "config.spelled_twice{name=Immediate, word=immediate, other=urgent}"},
        Mistake{"DecisionsSpelledTwice", "tracker.yaml", "rollback: { en: roll back,",
                "rollback: { en: try again,",
                "config.spelled_twice{name=try again, word=rollback, other=again}"},
        Mistake{"FieldsSpelledTwice", "tracker.yaml", "sla_response_due: { en: SLA response due,",
                "sla_response_due: { en: SLA response,",
                "config.spelled_twice{name=SLA response, word=sla_response_due, other=sla_response}"},
        Mistake{"CorrectionWordsSpelledTwice", "tracker.yaml", "ответ дали, ответили]",
                "ответ дали, Restored]",
                "config.spelled_twice{name=restored, word=restored, other=answered}"},
        Mistake{"StaffHaveTheClientsRole", "tracker.yaml", "engineer: { en: Engineer,",
                "engineer: { en: Client,", "config.spelled_twice{name=Client, word=engineer, other=client}"},
        Mistake{"ClientAsStaff", "tracker.yaml", "staff_roles: [service, tam,",
                "staff_roles: [service, client, tam,", "config.client_as_staff"},
        Mistake{"ClientMayCorrect", "tracker.yaml", "correction_roles: [tam,",
                "correction_roles: [client, tam,", "config.client_as_staff"},
        Mistake{"ClosedWithoutTheLastStates", "tracker.yaml", "closed: [done, failed, cancelled, closed]",
                "closed: [done, failed]", "config.closed_lacks{states=[cancelled, closed]}"},
        Mistake{"ClosedThoughSomebodyWorksOnIt", "tracker.yaml", "closed: [done, failed, cancelled, closed]",
                "closed: [done, failed, cancelled, closed, on_hold]",
                "config.closed_still_open{state=on_hold}"},
        Mistake{"FieldMissing", "tracker.yaml", "    deadline: { en: Deadline, ru: Срок }\n", "",
                "config.missing_key{key=deadline}"},
        Mistake{"UnknownStaffRole", "tracker.yaml", "staff_roles: [service, tam,",
                "staff_roles: [service, tamm,", "config.not_one_of_near{name=tamm, near=tam}"},
        Mistake{"UnknownCorrectionRole", "tracker.yaml", "correction_roles: [tam,", "correction_roles: [tom,",
                "config.not_one_of_near{name=tom, near=tam}"},
        Mistake{"UnknownPriorityOfOutages", "tracker.yaml", "priorities: [immediate]",
                "priorities: [imediate]", "config.not_one_of_near{name=imediate, near=immediate}"},
        Mistake{"UnknownCorrectionWord", "tracker.yaml", "    restored: [{ en", "    restord: [{ en",
                "config.unknown_key_near{name=restord, near=restored}"},
        Mistake{"UnknownOla", "departments.yaml", "ru: Группа Unix }, calendar: office }",
                "ru: Группа Unix }, calendar: office, ola: golden }",
                "config.unknown_policy_near{name=golden, near=gold}"},
        Mistake{"UnknownClosedState", "tracker.yaml", "closed: [done,", "closed: [donne,",
                "config.not_one_of_near{name=donne"},
        Mistake{"UnknownActor", "tracker.yaml", "people: {}", "people: { ivanov: worker }",
                "config.not_one_of{name=worker"},
        Mistake{"DepartmentWithoutCalendar", "departments.yaml", "ru: Группа Unix }, calendar: office }",
                "ru: Группа Unix } }", "config.missing_key{key=calendar}"},
        Mistake{"DepartmentWithoutGroup", "departments.yaml", "group: { en: Unix group, ru: Группа Unix }, ",
                "", "config.missing_key{key=group}"},
        Mistake{"UnknownCalendar", "departments.yaml", "ru: Группа Unix }, calendar: office }",
                "ru: Группа Unix }, calendar: ofice }",
                "config.unknown_calendar_near{name=ofice, near=office}"},
        Mistake{"BadDepartmentId", "departments.yaml",
                "  hyperv:", "  Hyper-V:", "config.bad_id{name=Hyper-V}"},
        Mistake{"DutyOfNobody", "departments.yaml", "\nduty: duty ", "\nduty: dutty ",
                "config.unknown_department"},
        Mistake{"AwayUntilBeforeFrom", "departments.yaml", "away: []",
                "away: [{ who: ivan, from: 2026-06-14, until: 2026-06-01 }]", "config.ends_before_begin"},
        Mistake{"AwayWithoutEnd", "departments.yaml", "away: []", "away: [{ who: ivan, from: 2026-06-14 }]",
                "config.missing_key{key=until}"},
        Mistake{"CompetenceOfNobody", "departments.yaml", "storage: backup", "storage: bakup",
                "config.unknown_department_near{name=bakup, near=backup}"},
        Mistake{"CompetenceThatIsADepartment", "departments.yaml", "storage: backup", "unix: backup",
                "config.also_a_department{name=unix}"},
        Mistake{"MovedToNobody", "departments.yaml", "moved: {}", "moved: { hypervisors: ware }",
                "config.unknown_department"},
        Mistake{"UnknownPolicy", "clients.yaml", "policy: gold", "policy: golf",
                "config.unknown_policy_near{name=golf, near=gold}"},
        Mistake{"ContractsOverlap", "clients.yaml", "until: 2027-12-31 }\n    windows",
                "until: 2027-12-31 }\n      - { policy: silver, from: 2027-12-31, until: 2028-12-31 }\n    "
                "windows",
                "config.contracts_overlap{client=aurora, from=2025-01-01, until=2027-12-31}"},
        Mistake{"ContractEndsFirst", "clients.yaml", "from: 2025-01-01, until: 2027-12-31 }\n    windows",
                "from: 2025-01-01, until: 2024-12-31 }\n    windows", "config.ends_before_begin"},
        Mistake{"NoSuchDay", "clients.yaml", "from: 2025-01-01, until: 2027-12-31 }\n    windows",
                "from: 2025-02-30, until: 2027-12-31 }\n    windows", "config.not_a_date{text=2025-02-30}"},
        Mistake{"TwoClientsOfOneProject", "clients.yaml", "project: meridian", "project: aurora",
                "config.project_twice{project=aurora, client=aurora}"},
        Mistake{"FreezeEndsFirst", "clients.yaml", "until: 2027-01-10T00:00:00Z",
                "until: 2026-12-28T00:00:00Z", "config.ends_before_begin"},
        Mistake{"NotAnInstant", "clients.yaml", "until: 2027-01-10T00:00:00Z", "until: 2027-01-10",
                "config.not_an_instant{text=2027-01-10}"},
        Mistake{"AnUpperLevelThatIsNoDepartment", "clients.yaml", "[dba, unix", "[dbas, unix",
                "config.unknown_department_near{name=dbas, near=dba}"},
        Mistake{"AReaderWithoutARole", "clients.yaml", "readers: [service_manager]", "readers: [director]",
                "config.unknown_role{name=director"},
        Mistake{"AShareOfMoreThanAll", "clients.yaml", "share: 30 ", "share: 130 ", "clients.yaml:26:10"},
        Mistake{"OwnerWithoutCalendar", "clients.yaml", "vendor: { calendar: office }", "vendor: {}",
                "config.missing_key{key=calendar}"},
        Mistake{"OwnerMissing", "clients.yaml", "  vendor: { calendar: office }\n", "",
                "config.missing_key{key=vendor}"},
        Mistake{"NoTopKey", "departments.yaml", "moved: {}", "move: {}",
                "config.unknown_key_near{name=move, near=moved}"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Mappings, NameTheProblemsOfAllFilesAtOnce) {
  const Folder folder;
  folder.replace("tracker.yaml", "gate: forbid", "gate: forbit");
  folder.replace("departments.yaml", "storage: backup", "storage: bakup");
  folder.replace("clients.yaml", "policy: gold", "policy: golf");
  folder.remove("calendars.yaml");
  const auto problems = listed(load_mappings(folder.path()).problems);
  EXPECT_THAT(problems, Contains(HasSubstr("tracker.yaml")));
  EXPECT_THAT(problems, Contains(HasSubstr("calendars.yaml")));
  EXPECT_THAT(problems, Contains(HasSubstr("config.unknown_department_near{name=bakup")));
  EXPECT_THAT(problems, Contains(HasSubstr("config.unknown_policy_near{name=golf")));
}

TEST(Mappings, AFaultyPolicyIsStillOneThatContractsMayName) {
  const Folder folder;
  folder.replace("policies.yaml", "response: 15m", "response: soon");
  EXPECT_THAT(listed(load_mappings(folder.path()).problems), ElementsAre(HasSubstr("policies.yaml")));
}

TEST(Mappings, WithoutMessagesAreAProblem) {
  const Folder folder;
  folder.write("messages/en.yaml", "messages: {}\n");
  EXPECT_THAT(listed(load_mappings(folder.path()).problems), Contains(HasSubstr("messages.no_language")));
}

// In each way in which a file can be of no use, its cause is said and nothing that follows from it.
TEST(Mappings, SayOfMessagesThatCannotBeReadOnlyTheCause) {
  const char* const broken[] = {"messages:\n  a: b\n\tc: d\n", "messages:\n  a: [\n", "messages: {}\n", "\n"};
  for (const char* file : {"messages/en.yaml", "messages/ru.yaml"}) {
    for (const char* text : broken) {
      SCOPED_TRACE(std::string(file) + ": " + text);
      const Folder folder;
      folder.write(file, text);
      EXPECT_EQ(load_mappings(folder.path()).problems.size(), 1U);
    }
    const Folder folder;
    folder.remove(file);
    EXPECT_THAT(listed(load_mappings(folder.path()).problems),
                ElementsAre(HasSubstr("messages.no_language")));
  }
}

TEST(Mappings, OfACalendarWhoseWeekNamesNoDayAreAProblem) {
  const Folder folder;
  folder.write("calendars.yaml",
               "calendars:\n  odd:\n    timezone: UTC\n    week:\n    exceptions: { 2026-06-01: [ "
               "\"09:00-10:00\" ] }\n");
  EXPECT_THAT(listed(load_mappings(folder.path()).problems), Contains(HasSubstr("calendar.week_empty")));
}

TEST(Holidays, MayStandInAnICalendarFileBesideTheCalendars) {
  const Folder folder;
  folder.write("office.ics",
               "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260713\nDTEND;VALUE=DATE:20260715\n"
               "END:VEVENT\nEND:VCALENDAR\n");
  folder.replace("calendars.yaml", "holidays: [ 2026-01-01,",
                 "holidays: [ { file: office.ics }, 2026-01-01,");
  const auto [mappings, problems] = load_mappings(folder.path());
  EXPECT_THAT(listed(problems), IsEmpty());
  const auto& holidays = mappings.calendars.find("office")->holidays();
  for (const char* day : {"2026-07-13", "2026-07-14", "2026-01-01"}) {
    EXPECT_TRUE(holidays.contains(base::parse_date(day).value())) << day;
  }
  EXPECT_FALSE(holidays.contains(base::parse_date("2026-07-15").value()));
}

TEST(Holidays, OfAFileThatIsMissingOrWrongAreNamed) {
  const Folder folder;
  folder.write("odd.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:When?\nEND:VEVENT\nEND:VCALENDAR\n");
  folder.replace("calendars.yaml", "holidays: [ 2026-01-01,",
                 "holidays: [ { file: no.ics }, { file: odd.ics }, { calendar: x }, 2026-01-01,");
  EXPECT_THAT(listed(load_mappings(folder.path()).problems),
              ElementsAre(HasSubstr("calendars.yaml:17:25 document.no_file"),
                          HasSubstr("calendars.yaml:17:54 config.missing_key"),
                          HasSubstr("calendars.yaml:17:56 config.unknown_key{name=calendar"),
                          HasSubstr("odd.ics:2:1 document.ical_no_start")));
}

}  // namespace
}  // namespace estafeta::config
