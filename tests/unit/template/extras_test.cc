// What a task may say beyond its place in the order: checklist, estimate, bound, fields, watchers, review.
#include "support.h"

namespace estafeta::tmpl {
namespace {

const std::string kHead =
    "template: x\nversion: 1\ntitle: X\nparameters: { p: { type: string, default: 2026-12-24 }, n: { type: "
    "integer, "
    "default: 3 } }\n";

std::string with(const std::string& more, const std::string& top = "") {
  return kHead + top +
         "tasks:\n  a: { department: unix, title: '{{ p }} {{ n }}', duration: 1h, gives: { v: {} } }\n"
         "  b: { department: unix, title: B, duration: 1h, needs: [a], " +
         more + " }\n";
}

TEST(Extras, EachMistakeIsSaidOnceAndWhereItStands) {
  const std::vector<std::pair<std::string, Lines>> rows{
      {"checklist: [Look, { en: Write, ru: Пиши }]", {}},
      {"checklist: Look", {"7:73 template.checklist_list"}},
      {"checklist: []", {"7:73 template.checklist_list"}},
      {"checklist: [\"one\\ntwo\"]", {"7:74 template.one_line"}},
      {"checklist: [{ en: \"one\\ntwo\" }]", {"7:74 template.one_line"}},
      {"checklist: [[Look]]", {"7:74 template.words"}},
      {"checklist: ['{{ a.w }}']", {"7:75 template.given_unknown_value"}},
      {"checklist: ['{{ item }}']", {"7:75 template.item_outside"}},
      {"estimate: 6h", {}},
      {"estimate: six", {"7:72 template.duration"}},
      {"estimate: 1d", {"7:72 template.duration"}},
      {"latest: 2026-12-01", {}},
      {"latest: 2026-12-01 18:00", {}},
      {"latest: '{{ p }}'", {}},
      {"latest: '{{ p | default: 2026-12-01 }}'", {}},
      {"latest: tomorrow", {"7:70 template.latest"}},
      {"latest: 2026-13-01", {"7:70 template.latest"}},
      {"latest: 2026-12-01 24:00", {"7:70 template.latest"}},
      {"latest: 2026-12-01 18.00", {"7:70 template.latest"}},
      {"latest: 2026-12-01 8:00", {"7:70 template.latest"}},
      {"latest: [2026-12-01]", {"7:70 template.latest"}},
      {"latest: 'until {{ p }}'", {"7:70 template.latest"}},
      {"latest: '{{ a.v }}'", {"7:70 template.latest"}},
      {"latest: '{{ p | default: soon }}'", {"7:70 template.latest"}},
      {"latest: '{{ n }}'", {"7:71 template.latest_parameter"}},
      {"latest: '{{ q }}'", {"7:71 template.unknown_parameter"}},
      {"fields: { Cost centre: '{{ p }} {{ n }}' }", {}},
      {"fields: [Cost centre]", {"7:70 template.fields_map"}},
      {"fields: { Cost centre: [a] }", {"7:85 template.field_value"}},
      {"fields: { Cost centre: '' }", {"7:85 template.field_value"}},
      {"fields: { Cost centre: 'of {{ a.v }}' }", {"7:89 template.field_given"}},
      {"fields: { Cost centre: 'of {{ q }}' }", {"7:89 template.unknown_parameter"}},
      {"watchers: [monitoring, service_manager]", {}},
      {"watchers: monitoring", {"7:72 template.watchers_list"}},
      {"watchers: [Vera]", {"7:73 template.watcher"}},
      {"watchers: [tam, client]", {"7:78 template.watcher_client"}},
      {"updates: [address-plan, scheme]", {}},
      {"updates: scheme", {"7:71 template.updates_list"}},
      {"updates: [Scheme 1]", {"7:72 template.updates"}}};
  for (const auto& [text, problems] : rows) EXPECT_EQ(lines(parse(with(text), "t")), problems) << text;
}

TEST(Extras, TheTopOfATemplateHasABoundAndQuestions) {
  const std::vector<std::pair<std::string, Lines>> rows{
      {"latest: '{{ p }}'\nreview: ['How long did {{ p }} take?']\n", {}},
      {"review: Why?\n", {"5:9 template.review_list"}},
      {"review: ['{{ a.v }}']\n", {"5:11 template.given_in_title"}},
      {"review: ['{{ item }}']\n", {"5:11 template.item_outside"}},
      {"latest: soon\n", {"5:9 template.latest"}}};
  for (const auto& [text, problems] : rows)
    EXPECT_EQ(lines(parse(with("estimate: 1h", text), "t")), problems) << text;
}

TEST(Extras, AMilestoneHasNoEstimate) {
  EXPECT_EQ(
      lines(parse("template: x\nversion: 1\ntitle: X\ntasks:\n  a: { kind: milestone, department: unix, "
                  "title: A, estimate: 1h }\n",
                  "t")),
      (Lines{"5:63 template.milestone_time"}));
}

TEST(Extras, AChecklistStandsBelowTheDescription) {
  const auto tmpl =
      parsed(with("description: { en: \"Do it.\\n\", ru: Сделать. }, checklist: ['Look at {{ p }}', "
                  "{ en: 'Write {{ a.v }}', ru: 'Записать {{ a.v }}' }]"));
  EXPECT_EQ(show(task(expanded(tmpl), "b").description),
            "Do it.\n\n* [ ] Look at «2026-12-24»\n* [ ] Write <a .v>");
}

TEST(Extras, AChecklistAloneIsTheDescription) {
  const auto tmpl = parsed(with("checklist: ['Look at {{ p }}', Write]"));
  EXPECT_EQ(show(task(expanded(tmpl, "p: shop"), "b").description), "* [ ] Look at «shop»\n* [ ] Write");
}

TEST(Extras, AChecklistFollowsAValueOnALineOfItsOwn) {
  const auto tmpl = parsed(with("description: 'For {{ p }}', checklist: [Look]"));
  EXPECT_EQ(show(task(expanded(tmpl, "p: shop"), "b").description), "For «shop»\n\n* [ ] Look");
}

TEST(Extras, EverythingReachesTheTask) {
  const auto tmpl = parsed(with(
      "estimate: 1h30m, latest: '{{ p }}', fields: { Cost centre: 'K-{{ n }}' }, watchers: [duty, tam], "
      "updates: [address-plan], "
      "rollback: { department: duty, title: R, duration: 1h, estimate: 30m, checklist: [Tell the duty] }",
      "latest: 2026-12-24\nreview: ['How long did {{ p }} take?', { en: 'Why?', ru: 'Почему?' }]\n"));
  const auto change = expanded(tmpl, "p: 2026-12-01 18:00", "ru");
  const auto b = task(change, "b");
  EXPECT_EQ(b.estimate, base::Seconds(5400));
  EXPECT_EQ(b.latest, "2026-12-01 18:00");
  EXPECT_EQ(b.fields, (std::vector<model::NamedValue>{{"Cost centre", "K-3"}}));
  EXPECT_EQ(b.watchers, (Lines{"duty", "tam"}));
  EXPECT_EQ(b.updates, (Lines{"address-plan"}));
  EXPECT_EQ(change.latest, "2026-12-24");
  EXPECT_EQ(change.review, (Lines{"How long did 2026-12-01 18:00 take?", "Почему?"}));
  ASSERT_EQ(change.rollbacks.size(), 1U);
  EXPECT_EQ(change.rollbacks[0].estimate, base::Seconds(1800));
  EXPECT_EQ(show(change.rollbacks[0].description), "* [ ] Tell the duty");
}

TEST(Extras, ABoundIsCheckedInTheParameters) {
  const auto tmpl = parsed(with("latest: '{{ p }}'"));
  const std::vector<std::pair<std::string, Lines>> rows{{"p: 2026-12-01", {}},
                                                        {"p: 2026-12-01 18:00", {}},
                                                        {"p: ''", {}},
                                                        {"n: 1\np: Friday", {"2:4 template.latest_value"}}};
  for (const auto& [values, problems] : rows)
    EXPECT_EQ(lines(read_parameters(tmpl, values, "parameters")), problems) << values;
}

TEST(Extras, ADefaultThatIsNoBoundIsFoundByLint) {
  const auto text = [](const std::string& initial) {
    return "template: x\nversion: 1\ntitle: X\nlatest: '{{ until }}'\nparameters: { until: { type: string, "
           "default: " +
           initial + " } }\ntasks:\n  a: { department: unix, title: A, duration: 1h }\n";
  };
  EXPECT_EQ(lines(parse(text("''"), "t")), Lines{});
  EXPECT_EQ(lines(parse(text("2026-12-01"), "t")), Lines{});
  EXPECT_EQ(lines(parse(text("Friday"), "t")), (Lines{"5:47 template.latest_value"}));
}

TEST(Extras, AParameterUsedOnlyHereIsUsed) {
  for (const auto* use : {"checklist: ['{{ only }}']", "fields: { F: '{{ only }}' }", "latest: '{{ only }}'",
                          "rollback: { owner: vendor, title: R, duration: 1h, checklist: ['{{ only }}'] }"}) {
    const std::string text =
        "template: x\nversion: 1\ntitle: X\nparameters: { only: { type: string } }\ntasks:\n"
        "  a: { department: unix, title: A, duration: 1h, " +
        std::string(use) + " }\n";
    EXPECT_EQ(lines(lint(text, "t", {"unix"})), Lines{}) << use;
  }
  const std::string head = "template: x\nversion: 1\ntitle: X\nparameters: { only: { type: string } }\n";
  const std::string tasks = "tasks:\n  a: { department: unix, title: A, duration: 1h }\n";
  EXPECT_EQ(lines(lint(head + "review: ['{{ only }}?']\n" + tasks, "t", {})), Lines{});
  EXPECT_EQ(lines(lint(head + "latest: '{{ only }}'\n" + tasks, "t", {})), Lines{});
}

TEST(Extras, RolesThatApproveAndWatchMustBeThere) {
  const std::string text =
      "template: x\nversion: 1\ntitle: X\ntasks:\n"
      "  a: { department: unix, title: A, duration: 1h, watchers: [dbaa, tam, storge] }\n"
      "  b: { kind: approval, approver: auditer, title: B, duration: 1h }\n";
  const std::set<std::string> departments{"unix", "dba", "storage"};
  const std::set<std::string> roles{"tam", "auditor"};
  EXPECT_EQ(lines(lint(text, "t", departments, roles)),
            (Lines{"5:61 template.watcher_unknown_hint", "5:72 template.watcher_unknown_hint",
                   "6:34 template.approver_unknown_hint"}));
  EXPECT_FALSE(base::has_errors(lint(text, "t", departments, roles)));
  EXPECT_EQ(lines(lint(text, "t", departments)), Lines{});
}

// Approvals and the stamp hang on it: what changes nothing for older templates leaves their hashes alone.
TEST(Extras, EachOfThemChangesTheHashAndTheReviewDoesNot) {
  const auto hash = [](const std::string& more, const std::string& top = "") {
    return expanded(parsed(with(more, top))).hash;
  };
  const auto plain = hash("join: all");
  for (const auto* more : {"checklist: [Look]", "estimate: 1h", "latest: 2026-12-01", "fields: { F: v }",
                           "watchers: [tam]", "updates: [scheme]"}) {
    EXPECT_NE(hash(more), plain) << more;
  }
  EXPECT_NE(hash("join: all", "latest: 2026-12-01\n"), plain);
  EXPECT_EQ(hash("join: all", "review: ['Why?']\n"), plain);
}

}  // namespace
}  // namespace estafeta::tmpl
