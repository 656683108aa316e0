#include "connector/template/parse.h"

#include <random>

#include "support.h"

namespace estafeta::tmpl {
namespace {

const std::string kHead = "template: x\nversion: 1\ntitle: X\n";

TEST(Parse, ReadsEverythingATemplateMaySay) {
  const auto tmpl = parsed(R"(
template: full
version: 7
title: "New {{ system }}"
parameters:
  system: { type: string }
  sites: { type: array, items: { type: string } }
  vms: { type: integer, default: 2, title: { en: Machines, ru: Машины } }
tasks:
  net:
    department: network
    for_each: sites
    title: { en: "Net {{ item }}", ru: "Сеть {{ item }}" }
    duration: 1h30m
    gives: { vlan: { type: integer, title: VLAN } }
  go: { kind: milestone, department: duty, title: Go, needs: [net] }
  cut:
    owner: vendor
    title: "VLAN {{ net.vlan }}"
    duration: 2h
    window: maintenance
    needs: [go, { task: net, lag: 24h@24x7, on: any_end }]
    when: { vms: { minimum: 2 } }
)");
  EXPECT_EQ(tmpl.name, "full");
  EXPECT_EQ(tmpl.version, 7);
  ASSERT_EQ(tmpl.tasks.size(), 3U);
  EXPECT_EQ(tmpl.parameter("vms")->title.at("ru"), "Машины");
  EXPECT_EQ(tmpl.tasks[0].duration, base::Seconds(5400));
  EXPECT_EQ(tmpl.tasks[0].title.at("ru").size(), 2U);
  EXPECT_EQ(tmpl.tasks[0].gives[0].title.at(""), "VLAN");
  EXPECT_EQ(tmpl.tasks[1].kind, model::TaskKind::milestone);
  const auto& cut = *tmpl.task("cut");
  EXPECT_EQ(cut.owner, model::Owner::vendor);
  EXPECT_TRUE(cut.maintenance_window);
  EXPECT_EQ(cut.needs[1].lag, base::Seconds(86400));
  EXPECT_EQ(cut.needs[1].lag_calendar, "24x7");
  EXPECT_EQ(cut.needs[1].on, model::On::any_end);
  EXPECT_EQ(cut.when[0].parameter, "vms");
}

TEST(Parse, FiveMistakesAreFiveProblemsAtTheirPlaces) {
  const std::string text = R"(template: x
version: 1
title: "X of {{ sistem }}"
parameters:
  system: { type: string, minLength: 3, default: ab }
tasks:
  a: { department: network, title: A, duration: 8, needs: [vsm] }
  vms: { department: network, titel: B, duration: 1h }
)";
  EXPECT_EQ(lines(parse(text, "t.yaml")),
            (Lines{"3:14 template.unknown_parameter_hint", "5:50 schema.min_length", "7:49 template.duration",
                   "7:60 template.need_unknown_hint", "8:31 schema.unknown_key_hint"}));
}

struct Row {
  std::string text;     // after the head
  std::string problem;  // the only one
};

const std::string kA = "  a: { department: network, title: A, duration: 1h }\n";

TEST(Parse, EachMistakeIsSaidOnceAndWhereItStands) {
  const std::vector<Row> rows{
      {"", "1:1 template.no_tasks"},
      {"tasks: {}", "4:8 template.no_tasks"},
      {"tasks: [a]", "4:8 template.tasks_map"},
      {"parameters: 3\ntasks:\n" + kA, "4:13 template.parameters_map"},
      {"tasks:\n  A1: { department: network, title: A, duration: 1h }", "5:3 template.bad_id"},
      {"tasks:\n  a: 3", "5:6 template.task_map"},
      {"tasks:\n  a: { title: A, duration: 1h }", "5:3 template.nobody"},
      {"tasks:\n  a: { owner: clinet, title: A, duration: 1h }", "5:15 template.owner"},
      {"tasks:\n  a: { owner: client, department: unix, title: A, duration: 1h }",
       "5:35 template.owner_and_department"},
      {"tasks:\n  a: { department: Unix, title: A, duration: 1h }", "5:20 template.bad_id"},
      {"tasks:\n  a: { department: network, duration: 1h }", "5:3 template.no_title"},
      {"tasks:\n  a: { department: network, title: [A], duration: 1h }", "5:36 template.words"},
      {"tasks:\n  a: { department: network, title: { english: A }, duration: 1h }", "5:38 template.language"},
      {"tasks:\n  a: { department: network, title: A }", "5:3 template.no_duration"},
      {"tasks:\n  a: { department: network, title: A, duration: 1d }", "5:49 template.duration"},
      {"tasks:\n  a: { department: network, title: A, duration: 0h }", "5:49 template.duration"},
      {"tasks:\n  a: { kind: milestone, department: network, title: A, duration: 1h }",
       "5:66 template.milestone_time"},
      {"tasks:\n  a: { kind: mile, department: network, title: A, duration: 1h }", "5:14 template.kind"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, window: night }", "5:61 template.window"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, needs: b }", "5:60 template.needs_list"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, needs: ['b[x]'] }",
       "5:61 template.need_form"},
      {"tasks:\n" + kA +
           "  b: { department: network, title: B, duration: 1h, needs: [{ task: a, lag: 2d }] }",
       "6:77 template.lag"},
      {"tasks:\n" + kA +
           "  b: { department: network, title: B, duration: 1h, needs: [{ task: a, lag: 2h@office }] }",
       "6:77 template.lag"},
      {"tasks:\n" + kA +
           "  b: { department: network, title: B, duration: 1h, needs: [{ task: a, on: failed }] }",
       "6:76 template.on"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, rollback: yes }",
       "5:63 template.rollback_map"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, rollback: { title: B, duration: 1h } }",
       "5:63 template.nobody"},
      {"tasks:\n  a: { kind: milestone, department: network, title: A, rollback: { owner: vendor, title: B, "
       "duration: 1h } }",
       "5:66 template.rollback_of_nothing"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, gives: { v: {} }, rollback: { owner: "
       "vendor, title: '{{ a.v }}', duration: 1h } }",
       "5:106 template.given_not_certain"},
      {"tasks:\n  a: { kind: approval, title: A, duration: 1h }", "5:14 template.no_approver"},
      {"tasks:\n  a: { kind: approval, approver: [tam], title: A, duration: 1h }", "5:34 template.approver"},
      {"tasks:\n  a: { department: network, approver: tam, title: A, duration: 1h }",
       "5:39 template.approver_alone"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, join: any }",
       "5:59 template.join_of_nothing"},
      {"tasks:\n" + kA + "  b: { department: network, title: B, duration: 1h, needs: [a], join: one }",
       "6:71 template.join"},
      {"tasks:\n" + kA + "  b: { department: network, title: B, duration: 1h, needs: ['a[item]'] }",
       "6:61 template.need_item"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, for_each: sites }",
       "5:63 template.unknown_parameter"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, for_each: [x, y] }",
       "5:63 template.for_each_name"},
      {"tasks:\n  a: { department: network, title: 'A {{ item }}', duration: 1h }",
       "5:39 template.item_outside"},
      {"tasks:\n  a: { department: network, title: 'A {{ x', duration: 1h }",
       "5:39 template.placeholder_open"},
      {"tasks:\n  a: { department: network, title: 'A {{ x y }}', duration: 1h }",
       "5:39 template.placeholder_malformed"},
      {"tasks:\n  a: { department: network, title: 'A {{ b.c | upper }}', duration: 1h }",
       "5:39 template.placeholder_malformed"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, when: x }", "5:59 template.when_map"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, when: { os: linux } }",
       "5:61 template.unknown_parameter"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, gives: [x] }", "5:60 template.gives_map"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, gives: { X: {} } }",
       "5:62 template.bad_value_name"},
      {"tasks:\n  a: { department: network, title: A, duration: 1h, gives: { x: { type: txt } } }",
       "5:73 schema.word_types"},
      {"parameters: { item: { type: string } }\ntasks:\n" + kA, "4:15 template.item_reserved"},
      {"rehearsable: 1\ntasks:\n" + kA, "4:14 template.rehearsable"},
      {"rehearsable: true\nparameters: { rehearsal: { type: boolean } }\ntasks:\n" + kA,
       "5:15 template.rehearsal_reserved"},
      {"tasks:\n  a: { kind: check, department: network, title: A, duration: 1h, gives: { result: {} } }",
       "5:75 template.result_reserved"},
      {"parameters: { p: { type: string, patern: x } }\ntasks:\n" + kA, "4:34 schema.word_unknown_hint"},
      {"colour: 3\ntasks:\n" + kA, "4:1 schema.unknown_key"}};
  for (const auto& [text, problem] : rows) EXPECT_EQ(lines(parse(kHead + text, "t")), Lines{problem}) << text;
}

TEST(Parse, TheHeadIsChecked) {
  EXPECT_EQ(lines(parse("- a", "t")), (Lines{"1:1 template.no_map"}));
  EXPECT_EQ(lines(parse("tasks:\n" + kA, "t")),
            (Lines{"1:1 schema.required", "1:1 schema.required", "1:1 schema.required"}));
  EXPECT_EQ(lines(parse("template: X\nversion: 0\ntitle: ''\ntasks:\n" + kA, "t")),
            (Lines{"1:11 template.bad_id", "2:10 template.version", "3:8 template.words"}));
}

std::string path_of(const base::Diagnostics& problems, std::size_t index) {
  return std::get<std::string>(*problems.at(index).what.find("path"));
}

TEST(Parse, ACircleIsShownAsThePathItTakes) {
  const auto result = parse(kHead + R"(tasks:
  a: { department: network, title: A, duration: 1h, needs: [c] }
  b: { department: network, title: B, duration: 1h, needs: [a] }
  c: { department: network, title: C, duration: 1h, needs: [b] }
  d: { department: network, title: D, duration: 1h, needs: [c, d] }
)",
                            "t");
  ASSERT_FALSE(result);
  ASSERT_EQ(lines(result), (Lines{"6:61 template.cycle", "8:64 template.cycle"}));
  EXPECT_EQ(path_of(result.error(), 0), "a -> c -> b -> a");
  EXPECT_EQ(path_of(result.error(), 1), "d -> d");
}

std::string with_conditions(const std::string& when) {
  return kHead +
         "parameters:\n"
         "  os: { type: string, enum: [linux, windows] }\n"
         "  vms: { type: integer, minimum: 1 }\n"
         "  backup: { type: boolean }\n"
         "  share: { type: number }\n"
         "tasks:\n"
         "  a: { department: network, title: A, duration: 1h, when: " +
         when + " }\n";
}

TEST(Parse, AConditionThatCanNeverHoldIsAMistake) {
  const std::vector<std::pair<std::string, Lines>> rows{
      {"{ os: linux }", {}},
      {"{ os: [linux, windows] }", {}},
      {"{ vms: { minimum: 10 } }", {}},
      {"{ os: { pattern: '^w' } }", {}},
      {"{ backup: true, vms: 3 }", {}},
      {"{ vms: { maximum: 1 } }", {}},
      {"{ vms: { maximum: 0 } }", {"10:66 template.when_never"}},
      {"{ os: linx }", {"10:65 template.when_never"}},
      {"{ os: [linux, bsd] }", {"10:73 template.when_never"}},
      {"{ os: [] }", {"10:65 template.when_empty"}},
      {"{ vms: 0 }", {"10:66 template.when_never"}},
      {"{ backup: yes }", {"10:69 template.when_never"}},
      {"{ os: { pattern: '^z' } }", {"10:65 template.when_never"}},
      {"{ vms: { minimum: 5, maximum: 4 } }", {"10:89 schema.impossible_pair"}},
      {"{ vms: { exclusiveMaximum: 1 } }", {"10:66 template.when_never"}},
      {"{ vms: { exclusiveMaximum: 2 } }", {}},
      {"{ vms: { exclusiveMinimum: 3, exclusiveMaximum: 4 } }", {"10:66 template.when_never"}},
      {"{ share: { exclusiveMinimum: 3, exclusiveMaximum: 4 } }", {}},
      {"{ vms: { enum: [0, -1] } }", {"10:66 template.when_never"}},
      {"{ vms: { enum: [0, 1] } }", {}},
      {"{ vms: { const: 0 } }", {"10:66 template.when_never"}},
      {"{ backup: { const: 3 } }", {"10:69 template.when_never"}},
      {"{ os: { minimun: 1 } }", {"10:67 schema.word_unknown_hint"}},
      {"{ so: linux }", {"10:61 template.unknown_parameter_hint"}}};
  for (const auto& [when, problems] : rows)
    EXPECT_EQ(lines(parse(with_conditions(when), "t")), problems) << when;
}

TEST(Parse, AListThatMustBeEmptyMakesNoTask) {
  const auto with = [](const std::string& list, const std::string& more) {
    return kHead + "parameters: { sites: { type: array, items: { type: string }" + list +
           " } }\ntasks:\n  a: { department: network, title: A, duration: 1h, for_each: sites" + more +
           " }\n";
  };
  EXPECT_EQ(lines(parse(with(", maxItems: 9", ", when: { sites: { minItems: 2 } }"), "t")), Lines{});
  EXPECT_EQ(lines(parse(with(", maxItems: 0", ""), "t")), (Lines{"6:63 template.for_each_never"}));
  EXPECT_EQ(lines(parse(with("", ", when: { sites: { maxItems: 0 } }"), "t")),
            (Lines{"6:63 template.for_each_never"}));
}

std::string with_values(const std::string& title, const std::string& needs, const std::string& when = "") {
  return kHead +
         "parameters: { net: { type: string, enum: [own, new] } }\n"
         "tasks:\n"
         "  a: { department: network, title: A, duration: 1h, gives: { vlan: {} } }\n"
         "  b: { department: network, title: B, duration: 1h, when: { net: new }, gives: { ip: {} }, needs: "
         "[a] }\n"
         "  c: { department: unix, title: \"" +
         title + "\", duration: 1h, needs: [" + needs + "]" + when + " }\n";
}

TEST(Parse, AValueIsAskedOnlyOfATaskThatGivesItBefore) {
  const std::vector<std::tuple<std::string, std::string, std::string, Lines>> rows{
      {"{{ a.vlan }}", "a", "", {}},
      {"{{ a.vlan }}", "b", "", {}},
      {"{{ b.ip | default: none }}", "b", "", {}},
      {"{{ b.ip }}", "b", ", when: { net: new }", {}},
      {"{{ b.ip }}", "b", "", {"8:34 template.given_no_default"}},
      {"{{ b.ip }}", "b", ", when: { net: own }", {"8:34 template.given_no_default"}},
      {"{{ a.vlan }}", "", "", {"8:34 template.given_not_needed"}},
      {"{{ a.vlna }}", "a", "", {"8:34 template.given_unknown_value_hint"}},
      {"{{ z.vlan }}", "a", "", {"8:34 template.given_unknown_task"}},
      {"{{ a[item].vlan }}", "a", "", {"8:34 template.need_item"}},
      {"C {{ net }} {{ nett }}", "a", "", {"8:46 template.unknown_parameter_hint"}}};
  for (const auto& [title, needs, when, problems] : rows) {
    EXPECT_EQ(lines(parse(with_values(title, needs, when), "t")), problems) << title << " after " << needs;
  }
}

TEST(Parse, AnApprovalIsTheNamedRolesAndNeedsNoDepartment) {
  const auto tmpl =
      parsed(kHead +
             "tasks:\n"
             "  a: { kind: approval, approver: service_manager, title: A, duration: 1h }\n"
             "  b: { kind: approval, approver: client, title: B, duration: 1h }\n"
             "  c: { kind: approval, approver: client, department: duty, title: C, duration: 1h }\n");
  EXPECT_EQ(tmpl.task("a")->approver, "service_manager");
  EXPECT_EQ(tmpl.task("a")->owner, model::Owner::department);
  EXPECT_EQ(tmpl.task("b")->owner, model::Owner::client);
  EXPECT_EQ(tmpl.task("c")->department, "duty");
}

TEST(Parse, AValueOfAnAlternativeNeedsADefault) {
  const auto with = [](const std::string& title, const std::string& join) {
    return kHead +
           "tasks:\n"
           "  a: { department: network, title: A, duration: 1h, gives: { vlan: {} } }\n"
           "  b: { department: network, title: B, duration: 1h, needs: [a] }\n"
           "  c: { department: network, title: C, duration: 1h }\n"
           "  d: { department: unix, title: \"" +
           title + "\", duration: 1h, " + join + " }\n";
  };
  const std::vector<std::tuple<std::string, std::string, Lines>> rows{
      {"{{ a.vlan }}", "join: any, needs: [b, c]", {"8:34 template.given_not_certain"}},
      {"{{ a.vlan }}", "join: any, needs: [a, b]", {}},
      {"{{ a.vlan }}", "join: all, needs: [b, c]", {}},
      {"{{ a.vlan | default: none }}", "join: any, needs: [b, c]", {}}};
  for (const auto& [title, join, problems] : rows)
    EXPECT_EQ(lines(parse(with(title, join), "t")), problems) << title << join;
}

std::string with_join(const std::string& first, const std::string& second, const std::string& join = "") {
  return kHead +
         "parameters:\n"
         "  os: { type: string, enum: [linux, windows, bsd] }\n"
         "  vms: { type: integer, minimum: 1, maximum: 64 }\n"
         "  sites: { type: array, items: { type: string } }\n"
         "tasks:\n"
         "  z: { department: network, title: Z, duration: 1h, when: { vms: { maximum: 9 } } }\n"
         "  a: { department: network, title: A, duration: 1h, " +
         first + " }\n  b: { department: network, title: B, duration: 1h, " + second +
         " }\n  j: { department: network, title: J, duration: 1h, needs: [a, b], join: any" + join + " }\n";
}

TEST(Parse, AJoinThatMightHaveNoBranchIsAMistake) {
  const Lines empty{"12:74 template.join_may_be_empty"};
  const std::vector<std::tuple<std::string, std::string, std::string, Lines>> rows{
      {"when: { os: linux }", "when: { os: windows }", "", empty},
      {"when: { os: linux }", "when: { os: [windows, bsd] }", "", {}},
      {"when: { os: linux }", "when: { os: windows }", ", when: { os: [linux, windows] }", {}},
      {"when: { vms: { minimum: 10 } }", "when: { vms: { maximum: 9 } }", "", {}},
      {"when: { vms: { minimum: 10 } }", "when: { vms: { maximum: 8 } }", "", empty},
      {"when: { vms: { minimum: 10 } }", "when: { os: linux }, needs: [z]", "", {}},
      {"when: { vms: { minimum: 11 } }", "when: { os: linux }, needs: [z]", "", empty},
      {"for_each: sites", "when: { os: linux }", "", empty},
      {"for_each: sites", "needs: [z]", "", {}}};
  for (const auto& [first, second, join, problems] : rows) {
    EXPECT_EQ(lines(parse(with_join(first, second, join), "t")), problems) << first << " | " << second;
  }
}

// Each pair doubles the ways up the ladder; the same tasks are looked at once.
TEST(Parse, AJoinBehindALadderOfPairsIsLookedAtInNoTime) {
  std::string text = kHead + "parameters:\n  os: { type: string, enum: [linux, windows] }\ntasks:\n";
  std::string needs;
  for (int i = 0; i < 300; ++i) {
    const auto n = std::to_string(i);
    for (const std::string side : {"a", "b"}) {
      text +=
          "  " + side + n + ": { department: network, title: T, duration: 1h, when: { os: linux }" + needs;
      text += " }\n";
    }
    needs = ", needs: [a" + n + ", b" + n + "]";
  }
  text += "  j: { department: network, title: J, duration: 1h" + needs + ", join: any }\n";
  EXPECT_EQ(lines(parse(text, "t")), Lines{"607:80 template.join_may_be_empty"});
}

TEST(Parse, TheJoinIsShownWithTheValuesThatLeaveItEmpty) {
  const auto result = parse(with_join("when: { os: linux }", "when: { vms: { minimum: 10 } }"), "t");
  ASSERT_FALSE(result);
  const auto values = std::get<std::vector<std::string>>(*result.error()[0].what.find("values"));
  EXPECT_EQ(values, (Lines{"os: windows", "vms: 9"}));
}

TEST(Parse, AMistakeInALongTextIsShownAtItsOwnLine) {
  const auto result = parse(kHead + R"(tasks:
  a:
    department: network
    title: "Ж {{ x }} {{ y }}"
    description: |
      First line
      and then {{ z }} and {{ z }}.
    duration: 1h
)",
                            "t");
  EXPECT_EQ(lines(result), (Lines{"7:15 template.unknown_parameter", "7:23 template.unknown_parameter",
                                  "10:16 template.unknown_parameter", "10:28 template.unknown_parameter"}));
}

TEST(Parse, TheTitleOfAChangeAsksNothingOfTasks) {
  EXPECT_EQ(lines(parse("template: x\nversion: 1\ntitle: '{{ a.v }}'\ntasks:\n" + kA, "t")),
            (Lines{"3:9 template.given_in_title"}));
}

TEST(Lint, NamesDepartmentsThatAreNotThereAndParametersNothingUses) {
  const auto tmpl = parsed(kHead + "parameters: { p: { type: string } }\ntasks:\n" + kA +
                           "  s: { department: storage, title: S, duration: 1h }\n"
                           "  c: { owner: client, title: C, duration: 1h }\n");
  const auto found = lint(tmpl, {"netwrok", "storage"});
  EXPECT_EQ(lines(found), (Lines{"4:15 template.parameter_unused", "6:20 template.department_unknown_hint"}));
  EXPECT_EQ(found[0].severity, base::Severity::warning);
  EXPECT_EQ(lines(lint(tmpl, {})), (Lines{"4:15 template.parameter_unused"}));
}

TEST(Lint, ListsWhatIsWrongOnEveryLevelInOneGo) {
  const auto found =
      lint(kHead + "title: Y\ntasks:\n  a: { department: bakup, title: A, duration: 1 }\n", "t", {"backup"});
  EXPECT_EQ(lines(found), (Lines{"4:1 document.duplicate_key", "6:20 template.department_unknown_hint",
                                 "6:47 template.duration"}));
}

TEST(Lint, OneMistakeIsOneProblem) {
  const std::vector<std::pair<std::string, Lines>> rows{
      {"template: x\nverison: 1\ntitle: X\ntasks:\n" + kA, {"2:1 schema.unknown_key_hint"}},
      {kHead + "task:\n" + kA, {"4:1 schema.unknown_key_hint"}},
      {kHead + "tasks:\n  a: { departmnt: network, titel: A, duratoin: 1h }\n",
       {"5:8 schema.unknown_key_hint", "5:28 schema.unknown_key_hint", "5:38 schema.unknown_key_hint"}},
      {kHead + "parameters: { system: { type: string } }\ntasks:\n"
               "  a: { department: network, title: '{{ sytem }}', duration: 1h }\n",
       {"6:37 template.unknown_parameter_hint"}},
      {kHead + "parameters: { os: { enum: [linux], type: string, default: 3 } }\ntasks:\n"
               "  a: { department: network, title: '{{ os }}', duration: 1h }\n",
       {"4:59 schema.type_quote"}},
      {kHead + "tasks:\n  net: { department: network, title: N, duration: 1h, gives: { vlan: {} } }\n"
               "  a: { department: network, title: '{{ net.vlan }}', duration: 1h, needs: [nett] }\n",
       {"6:76 template.need_unknown_hint"}}};
  for (const auto& [text, problems] : rows) EXPECT_EQ(lines(lint(text, "t", {"network"})), problems) << text;
}

// Whatever is done to a template, the answer is a template or problems with a place.
TEST(Parse, AThousandTasksAreReadAndTwoThousandAndOneRefused) {
  const auto chain = [](int count) {
    std::string text = "template: x\nversion: 1\ntitle: X\ntasks:\n";
    for (int i = 0; i < count; ++i) {
      const std::string needed = "t" + std::to_string(i - 1);
      text += "  t" + std::to_string(i) + ": { department: network, duration: 1h, gives: { v: {} }, title: ";
      text += i == 0 ? "T }\n" : "\"{{ " + needed + ".v }}\", needs: [" + needed + "] }\n";
    }
    return text;
  };
  const auto large = parsed(chain(1000));
  EXPECT_EQ(expanded(large).tasks.back().needs.at(0).task, "t998");
  const auto refused = parse(chain(2001), "x.yaml");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().at(0).what.key, "template.too_many_tasks");
}

TEST(Parse, DamagedTemplatesAreRefusedWithAPlace) {
  const std::string whole =
      with_values("{{ a.vlan }} {{ net }}", "a, {task: b, lag: 2h}", ", when: {net: own}");
  std::mt19937 random(20260615);
  const std::string alphabet = "[]{}:,-\"'#|a1 \n";
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string text = whole;
    for (int edit = 0; edit < 2; ++edit) text[random() % text.size()] = alphabet[random() % alphabet.size()];
    const auto result = parse(text, "t");
    if (result) continue;
    ++refused;
    for (const auto& problem : result.error()) EXPECT_GT(problem.where.line, 0) << text;
  }
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace estafeta::tmpl
