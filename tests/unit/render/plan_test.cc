#include "connector/render/plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/render/json.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using model::Action;
using model::PlannedTask;
using ::testing::HasSubstr;
using ::testing::Not;

const model::Departments& departments() {
  static const model::Departments all = [] {
    model::Departments made;
    made.all["network"] = {"network", "Network", "Network group", "office"};
    made.all["unix"] = {"unix", "Unix | Linux", "Unix group", "office"};
    return made;
  }();
  return all;
}

PlannedTask task(const std::string& key, const std::string& department, const std::string& title) {
  PlannedTask made;
  made.key = key;
  made.department = department;
  made.title = title;
  made.start = at("2026-06-15T06:00:00Z");
  made.due = at("2026-06-15T14:00:00Z");
  return made;
}

PlanView view() {
  PlanView made;
  made.title = "New landscape for shop";
  made.template_name = "landscape";
  made.version = 3;
  made.hash = "abc";
  made.departments = &departments();
  PlannedTask network = task("network", "network", "VLAN for *shop*");
  network.issue = base::IssueId{14};
  network.critical = true;
  network.state = model::State::ready;
  PlannedTask web = task("web", "unix", "nginx");
  web.needs = {"network"};
  web.driver = "network";
  web.critical = true;
  web.start = at("2026-06-15T14:00:00Z");
  web.due = at("2026-06-16T10:00:00Z");
  PlannedTask accept = task("accept", "", "Acceptance");
  accept.owner = model::Owner::client;
  accept.needs = {"network", "web"};
  accept.slack = base::Seconds(5400);
  made.schedule = {at("2026-06-16T10:00:00Z"), {network, web, accept}};
  made.holders["network"] = "Network group";
  return made;
}

TEST(PlanText, AnApprovalThatIsNoDepartmentsShowsWhoAnswers) {
  auto shown = view();
  shown.schedule.tasks.push_back(task("risk", "", "May it go live?"));
  shown.approvers["risk"] = "Service manager";
  EXPECT_THAT(plan_text(shown, plain()), HasSubstr("May it go live?  Service manager"));
}

TEST(PlanText, ShowsTheOrderTheFinishAndTheCriticalPath) {
  EXPECT_EQ(plan_text(view(), plain()),
            "New landscape for shop\n"
            "From template landscape, version 3.\n"
            "\n"
            "No.  Key      Task             Department    Start             Due               Slack       "
            "Critical  Needs\n"
            "1    network  VLAN for *shop*  Network       2026-06-15 09:00  2026-06-15 17:00  0 min       ●  "
            "       –\n"
            "2    web      nginx            Unix | Linux  2026-06-15 17:00  2026-06-16 13:00  0 min       ●  "
            "       network\n"
            "3    accept   Acceptance       the client    2026-06-15 09:00  2026-06-15 17:00  1 h 30 min     "
            "       network, web\n"
            "\n"
            "3 tasks; expected finish: 2026-06-16 13:00.\n"
            "Critical path: network → web\n");
}

TEST(PlanText, SaysThatAPreviewIsProvisionalAndListsRemarks) {
  PlanView preview = view();
  preview.provisional = true;
  preview.template_name.clear();
  preview.remarks = {Phrase("state.done")};
  const std::string text = plan_text(preview, plain("ru"));
  EXPECT_THAT(text, HasSubstr("Составлено вручную"));
  EXPECT_THAT(text, HasSubstr("3 работы; ожидаемое окончание: 2026-06-16 13:00.\n"));
  EXPECT_THAT(text, HasSubstr("Даты предварительные"));
  EXPECT_THAT(text, HasSubstr("\n- выполнено\n"));
}

TEST(PlanText, SurvivesDriversThatRunInACircle) {
  PlanView circle = view();
  circle.schedule.tasks[0].driver = "web";
  EXPECT_THAT(plan_text(circle, plain()), HasSubstr("Critical path: "));
}

TEST(PlanPage, OfAChangeThatWillNotBeFinishedHasNoFinishNoCriticalPathAndNoPromise) {
  using model::State;
  for (const auto state : {State::cancelling, State::cancelled, State::failing, State::failed}) {
    PlanView dropped = view();
    dropped.state = state;
    dropped.promise =
        model::Promise{*base::parse_date("2026-06-17"), *base::parse_date("2026-06-20"), {}, {}};
    const auto page = plan_page(dropped, escaping(), textile());
    EXPECT_THAT(page,
                AllOf(Not(HasSubstr("finish")), Not(HasSubstr("Critical path")), Not(HasSubstr("romised"))));
    EXPECT_THAT(page, HasSubstr("3 tasks; the change is "));
  }
}

TEST(PlanPage, OfAFinishedChangeSaysWhenThatWas) {
  PlanView finished = view();
  finished.state = model::State::done;
  EXPECT_THAT(plan_page(finished, escaping(), textile()), HasSubstr("3 tasks; finished: 2026-06-16"));
}

TEST(PlanPage, IsATableWithLinksAndEscapedValues) {
  const std::string page = plan_page(view(), escaping(), textile());
  EXPECT_THAT(
      page,
      HasSubstr("|1|#14 VLAN for &#42;shop&#42;|Network|ready to start|Network group|2026-06-15 09:00|"));
  EXPECT_THAT(
      page,
      HasSubstr("|2|nginx|Unix &#124; Linux|waiting|–|2026-06-15 17:00|2026-06-16 13:00|0 min ●|#14|\n"));
  EXPECT_THAT(page, HasSubstr("\nCritical path: 1 → 2\n"));
  EXPECT_THAT(page, Not(HasSubstr("provisional")));
}

TEST(PlanPage, IsMarkdownToo) {
  PlanView remarked = view();
  remarked.remarks = {Phrase("state.done")};
  remarked.provisional = true;
  const std::string page = plan_page(remarked, escaping("ru"), markdown());
  EXPECT_THAT(page, HasSubstr("| № | Работа | Отдел |"));
  EXPECT_THAT(page, HasSubstr("\n|---|---|---|---|---|---|---|---|---|\n| 1 | #14 VLAN"));
  EXPECT_THAT(page, HasSubstr("\n\n* выполнено\n"));
}

TEST(PlanJson, IsTheDocumentedFormat) {
  EXPECT_EQ(
      plan_json(view()),
      R"({"template":"landscape","version":3,"hash":"abc","finish":"2026-06-16T10:00:00Z","tasks":[)"
      R"({"key":"network","department":"network","title":"VLAN for *shop*","needs":[],)"
      R"("start":"2026-06-15T06:00:00Z","due":"2026-06-15T14:00:00Z","slack_s":0,"driver":null,"critical":true},)"
      R"({"key":"web","department":"unix","title":"nginx","needs":["network"],)"
      R"("start":"2026-06-15T14:00:00Z","due":"2026-06-16T10:00:00Z","slack_s":0,"driver":"network","critical":true},)"
      R"({"key":"accept","department":null,"title":"Acceptance","needs":["network","web"],)"
      R"("start":"2026-06-15T06:00:00Z","due":"2026-06-15T14:00:00Z","slack_s":5400,"driver":null,"critical":false}]})"
      "\n");
}

TEST(PlanJson, SurvivesEveryTitle) {
  PlanView odd = view();
  odd.schedule.tasks[0].title = "\"quoted\" \\ \n Сеть";
  const auto parsed = document::parse_json(plan_json(odd), "plan");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->find("tasks")->items[0].find("title")->text, odd.schedule.tasks[0].title);
}

TEST(ActionsText, SaysWhatWouldBeWrittenAndWhy) {
  Action create;
  create.type = Action::Type::create_task;
  create.key = "web";
  create.reason = Phrase("state.agreed");
  create.change.state = model::State::waiting;
  create.change.start_date = base::parse_date("2026-06-15");
  create.change.fields[model::Field::task_key] = "12/web";
  Action relate;
  relate.type = Action::Type::relate;
  relate.key = "network";
  relate.to_key = "web";
  relate.reason = Phrase("state.agreed");
  Action update;
  update.type = Action::Type::update;
  update.issue = base::IssueId{15};
  update.reason = Phrase("state.done");
  update.change.assign_group = "unix";
  update.change.note = {Phrase("state.done")};
  EXPECT_EQ(actions_text({create, relate, update}, plain()),
            "- create the task web (to “waiting”, start 2026-06-15 and field task key): agreed\n"
            "- let network block web: agreed\n"
            "- change #15 (assign it to the group of unix and a note): done\n");
}

// Whoever adds a type of action must word it.
TEST(ActionsText, WordsEveryTypeOfAction) {
  using Type = Action::Type;
  for (const Type type : {Type::none, Type::create_task, Type::relate, Type::unrelate, Type::update,
                          Type::write_plan, Type::attach_origin, Type::stop}) {
    Action action;
    action.type = type;
    action.reason = Phrase("state.done");
    EXPECT_THAT(actions_text({action}, plain("ru")), HasSubstr(": выполнено")) << to_string(type);
  }
}

}  // namespace
}  // namespace estafeta::render
