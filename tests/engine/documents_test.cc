// The documents from which the tracker's plugin draws its pages, published by whole passes on the fake
// tracker.
#include "connector/tracker/documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/document/json.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using document::Node;
using model::State;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;

class Documents : public ::testing::Test {
 protected:
  Documents() { stage_.fake.keep_documents(true); }

  Node read(const std::string& name, const std::string& language = "en") {
    const auto found = stage_.fake.documents().find(name);
    if (found == stage_.fake.documents().end()) {
      ADD_FAILURE() << "there is no document " << name;
      return {};
    }
    const auto text = found->second.texts.find(language);
    if (text == found->second.texts.end()) {
      ADD_FAILURE() << name << " is not there in " << language;
      return {};
    }
    const auto node = document::parse_json(text->second, name);
    EXPECT_TRUE(node) << text->second;
    return node.value_or(Node{});
  }
  static std::string text_at(const Node& node, std::string_view key) {
    const auto* found = node.find(key);
    return found == nullptr ? "" : found->text;
  }
  static std::vector<Node> items_at(const Node& node, std::string_view key) {
    const auto* found = node.find(key);
    return found == nullptr ? std::vector<Node>() : found->items;
  }
  static Node first_at(const Node& node, std::string_view key) {
    const auto items = items_at(node, key);
    if (!items.empty()) return items.front();
    ADD_FAILURE() << "there is nothing at " << key;
    return {};
  }
  static const Node& task(const Node& change, const std::string& key) {
    static const Node none;
    const auto* tasks = change.find("tasks");
    if (tasks == nullptr) return none;
    for (const auto& one : tasks->items) {
      if (text_at(one, "key") == key) return one;
    }
    ADD_FAILURE() << "there is no task " << key;
    return none;
  }
  static std::string name(const char* kind, base::IssueId id) {
    return std::string(kind) + "/" + to_string(id);
  }
  // And until no poll names it any more.
  void end(base::IssueId change) {
    stage_.move(stage_.tam, change, State::cancelling);
    stage_.settle();
    stage_.clock.sleep(std::chrono::minutes(10));
    stage_.settle();
    ASSERT_EQ(stage_.issue(change).status.state, State::cancelled);
  }
  int published() { return stage_.fake.counters().calls.at("publish"); }

  SiteStage stage_;
};

TEST_F(Documents, TellOfAChangeHowFarItIsWhoHoldsItAndWhatGoesFromTaskToTask) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  auto said = read(name("change", change));
  EXPECT_EQ(text_at(said, "state"), "in_progress");
  EXPECT_EQ(text_at(said, "done"), "0");
  EXPECT_EQ(text_at(task(said, "network"), "state_text"), "ready to start");
  const auto give = first_at(task(said, "network"), "gives");
  EXPECT_EQ(text_at(give, "name"), "vlan");
  EXPECT_EQ(text_at(give, "maximum"), "4094");
  EXPECT_EQ(first_at(task(said, "vms"), "waits_for").text, "network");
  stage_.finish(stage_.task(change, "network").id, "vlan: 101\nsubnet: 10.1.0.0/24");
  stage_.settle();
  said = read(name("change", change));
  EXPECT_EQ(text_at(said, "done"), "1");
  EXPECT_THAT(items_at(task(said, "vms"), "waits_for"), IsEmpty());
  const auto got = first_at(task(said, "vms"), "receives");
  EXPECT_EQ(text_at(got, "key"), "network");
  EXPECT_EQ(text_at(got, "value"), "101");
}

TEST_F(Documents, StandInEachLanguageOfTheCatalogue) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  const auto incident = stage_.open_incident();
  stage_.settle();
  EXPECT_EQ(text_at(task(read(name("change", change), "ru"), "network"), "state_text"), "можно начинать");
  EXPECT_EQ(text_at(first_at(read(name("incident", incident), "ru"), "clocks"), "state_text"), "идёт");
  EXPECT_EQ(text_at(first_at(read("desk/aurora", "ru"), "changes"), "state_text"), "в работе");
  EXPECT_EQ(text_at(first_at(read("department/network", "ru"), "ready"), "state_text"), "можно начинать");
}

TEST_F(Documents, TellOfAnIncidentWhatItsClocksCameToAndTheWorkingTimeThatIsLeft) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  const auto said = read(name("incident", incident));
  const auto response = first_at(said, "clocks");
  EXPECT_EQ(text_at(response, "clock"), "response");
  EXPECT_EQ(text_at(response, "state"), "running");
  const auto open = items_at(response, "open");
  ASSERT_FALSE(open.empty());
  EXPECT_EQ(open.back().items.back().text, text_at(response, "due"));
  ASSERT_NE(response.find("entries"), nullptr);
  EXPECT_FALSE(items_at(*response.find("entries"), "rows").empty());
}

TEST_F(Documents, TellOfAnIncidentWhoCorrectsItInWhichWordsAndWhichCorrectionsThereAre) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  tracker::fake::PersonalEdit note;
  note.note = "SLA correction: answered\nAt: never\nReason: by phone";
  note.note_is_private = true;
  ASSERT_TRUE(stage_.fake.act(stage_.tam, incident, note).ok());
  stage_.settle();
  const auto said = read(name("incident", incident));
  const auto* form = said.find("form");
  ASSERT_NE(form, nullptr);
  EXPECT_EQ(text_at(*form->find("words"), "title"), "SLA correction");
  EXPECT_EQ(text_at(*form->find("words"), "excluded"), "excluded");
  EXPECT_EQ(items_at(*form, "roles").size(), 3U);
  const auto correction = first_at(said, "corrections");
  EXPECT_EQ(text_at(correction, "counts"), "false");
  EXPECT_NE(text_at(correction, "journal"), "");
  EXPECT_GE(items_at(correction, "sentences").size(), 2U);
}

TEST_F(Documents, TellOfATemplateWhatItsFormAsksForAndWhatItMakes) {
  stage_.settle();
  const auto said = read("template/landscape");
  std::map<std::string, Node> parameters;
  for (const auto& one : items_at(said, "parameters")) parameters[text_at(one, "name")] = one;
  EXPECT_EQ(text_at(parameters["system"], "required"), "true");
  EXPECT_EQ(text_at(parameters["system"], "type"), "string");
  EXPECT_FALSE(text_at(parameters["system"], "title").empty());
  EXPECT_EQ(text_at(parameters["vms"], "default"), "2");
  EXPECT_EQ(text_at(parameters["vms"], "maximum"), "64");
  EXPECT_EQ(items_at(parameters["os"], "choices").size(), 2U);
  EXPECT_EQ(text_at(first_at(said, "tasks"), "title"), "VLAN and routing for …");
  EXPECT_NE(text_at(read("template/landscape", "ru"), "description"), text_at(said, "description"));
  EXPECT_EQ(text_at(task(read("template/database-migration"), "risk"), "doer"), "Service manager");
}

TEST_F(Documents, OfATemplateAndADepartmentThatAreNoMoreAreDropped) {
  ASSERT_TRUE(
      stage_.fake.publish({{"template/gone", "", "x", {}, {}}, {"department/gone", "", "x", {}, {}}}, {}, {})
          .ok());
  stage_.settle();
  EXPECT_THAT(stage_.fake.documents(), Not(Contains(Key("template/gone"))));
  EXPECT_THAT(stage_.fake.documents(), Not(Contains(Key("department/gone"))));
}

TEST_F(Documents, ArePublishedOnlyWhenTheySaySomethingElse) {
  stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  const int before = published();
  stage_.pass();
  stage_.pass();
  EXPECT_EQ(published(), before);
  // Who reads a page must know whether Estafeta still looks.
  stage_.clock.sleep(std::chrono::minutes(2));
  const auto looked = stage_.clock.now();
  stage_.pass();
  EXPECT_EQ(published(), before + 1);
  EXPECT_EQ(stage_.fake.documents_seen(), looked);
}

// Who saved something must not read for a minute that Estafeta has yet to look.
TEST_F(Documents, SayThatASaveWasSeenThoughNothingInThemChanged) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  stage_.clock.sleep(base::Seconds{5});
  tracker::fake::PersonalEdit edit;
  edit.note = "Noted.";
  stage_.act(stage_.tam, change, edit);
  const auto looked = stage_.clock.now();
  const int before = published();
  stage_.pass();
  EXPECT_EQ(published(), before + 1);
  EXPECT_EQ(stage_.fake.documents_seen(), looked);
  stage_.pass();
  EXPECT_EQ(published(), before + 1);
}

TEST_F(Documents, ThatWereLostWithTheTableAreMadeAgain) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  const auto incident = stage_.open_incident();
  stage_.settle();
  const auto all = stage_.fake.documents().size();
  stage_.fake.lose_documents();
  stage_.restart();
  stage_.settle();
  EXPECT_EQ(stage_.fake.documents().size(), all);
  EXPECT_THAT(stage_.fake.documents(), Contains(Key(name("change", change))));
  EXPECT_THAT(stage_.fake.documents(), Contains(Key(name("incident", incident))));
}

TEST_F(Documents, AreThereSoonAfterThePluginIs) {
  stage_.fake.keep_documents(false);
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  const auto incident = stage_.open_incident();
  stage_.settle();
  EXPECT_THAT(stage_.fake.documents(), IsEmpty());
  stage_.fake.keep_documents(true);
  stage_.settle();
  EXPECT_THAT(stage_.fake.documents(), Contains(Key(name("change", change))));
  EXPECT_THAT(stage_.fake.documents(), Contains(Key(name("incident", incident))));
  EXPECT_THAT(stage_.fake.documents(), Contains(Key("desk/aurora")));
}

TEST_F(Documents, ThatDidNotArriveAreSentAgainAndNothingElseStandsStillForThem) {
  stage_.settle();
  int failing = 2;
  stage_.fake.set_hook([&](std::string_view point) {
    return point == "before:publish" && failing-- > 0 ? tracker::fake::Fault::unavailable
                                                      : tracker::fake::Fault::none;
  });
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
  EXPECT_EQ(text_at(read(name("change", change)), "state"), "in_progress");
}

TEST_F(Documents, ThatDidNotArriveSayWhatIsSoWhenTheyDo) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  int failing = 1;
  stage_.fake.set_hook([&](std::string_view point) {
    return point == "before:publish" && failing-- > 0 ? tracker::fake::Fault::unavailable
                                                      : tracker::fake::Fault::none;
  });
  stage_.move(stage_.engineer, incident, State::in_progress);
  stage_.pass();
  stage_.pass();
  EXPECT_EQ(text_at(first_at(read(name("incident", incident)), "clocks"), "state"), "met");
}

TEST_F(Documents, OfAChangeThatEndedWhileThePluginWasAwaySayWhatIsSoWhenItIsBack) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  stage_.fake.keep_documents(false);
  end(change);
  stage_.fake.keep_documents(true);
  stage_.settle();
  EXPECT_EQ(text_at(read(name("change", change)), "state"), "cancelled");
}

TEST_F(Documents, OfAChangeThatEndedWhileNoneArrivedSayWhatIsSoWhenTheyDo) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  stage_.fake.set_hook([](std::string_view point) {
    return point == "before:publish" ? tracker::fake::Fault::denied : tracker::fake::Fault::none;
  });
  end(change);
  stage_.fake.set_hook(nullptr);
  stage_.settle();
  EXPECT_EQ(text_at(read(name("change", change)), "state"), "cancelled");
}

TEST_F(Documents, OfAChangeThatEndedBeforeAProcessDiedSayWhatIsSoWithTheNextOne) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.settle();
  stage_.fake.set_hook([&](std::string_view point) {
    const bool has_ended = stage_.issue(change).status.state == State::cancelled;
    return point == "before:publish" && has_ended ? tracker::fake::Fault::kill : tracker::fake::Fault::none;
  });
  stage_.move(stage_.tam, change, State::cancelling);
  EXPECT_THROW(stage_.settle(), tracker::fake::Killed);
  stage_.fake.set_hook(nullptr);
  stage_.clock.sleep(std::chrono::minutes(10));
  stage_.restart();
  stage_.settle();
  EXPECT_EQ(text_at(read(name("change", change)), "state"), "cancelled");
}

TEST_F(Documents, OfAChangeThatEndedWhileThePluginWasAwaySayWhatIsSoAfterARestartToo) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  const auto incident = stage_.open_incident();
  stage_.settle();
  stage_.fake.keep_documents(false);
  stage_.move(stage_.engineer, incident, State::in_progress);
  end(change);
  stage_.restart();
  stage_.settle();
  stage_.fake.keep_documents(true);
  stage_.settle();
  EXPECT_EQ(text_at(read(name("change", change)), "state"), "cancelled");
  EXPECT_EQ(text_at(first_at(read(name("incident", incident)), "clocks"), "state"), "met");
}

TEST_F(Documents, OfAnotherReleaseAreMadeAgainThoughNothingHappens) {
  const auto incident = stage_.open_incident();
  stage_.settle();
  ASSERT_TRUE(
      stage_.fake
          .publish({{name("incident", incident), "", "of-another-release", {}, {{"en", "{}"}}}}, {}, {})
          .ok());
  stage_.restart();
  stage_.settle();
  EXPECT_EQ(text_at(first_at(read(name("incident", incident)), "clocks"), "clock"), "response");
}

TEST_F(Documents, OfAnIncidentThatEndedLongAgoAreDropped) {
  const auto incident = stage_.open_incident("aurora", stage_.engineer);
  stage_.move(stage_.engineer, incident, State::in_progress);
  stage_.move(stage_.engineer, incident, State::closed);
  stage_.settle();
  EXPECT_THAT(stage_.fake.documents(), Contains(Key(name("incident", incident))));
  stage_.clock.sleep(std::chrono::days(40));
  stage_.settle();
  EXPECT_THAT(stage_.fake.documents(), Not(Contains(Key(name("incident", incident)))));
}

TEST_F(Documents, AreNotPublishedByADryRun) {
  stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.dry_pass();
  EXPECT_THAT(stage_.fake.documents(), IsEmpty());
}

TEST_F(Documents, SayWhyEstafetaCannotGoOnWithAChange) {
  stage_.fake.set_workflow([](const std::string& role, model::Kind kind, State from, State to) {
    return (role != "service" || to != State::in_progress) &&
           tracker::fake::default_workflow(role, kind, from, to);
  });
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.pass();
  stage_.clock.sleep(std::chrono::minutes(2));
  stage_.pass();
  EXPECT_THAT(text_at(read(name("change", change)), "trouble"), HasSubstr("In Progress"));
}

}  // namespace
}  // namespace estafeta::testing
