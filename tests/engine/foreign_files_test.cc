// Files that people attach under the names of Estafeta's own, and its own files lost or spoilt: no change
// stands still.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/change/steps/origin.h"
#include "connector/render/desks/board.h"
#include "connector/render/desks/department.h"
#include "connector/render/desks/desk.h"
#include "connector/service/desks/board.h"
#include "connector/service/desks/gather_cards.h"
#include "connector/service/incidents/archive.h"
#include "connector/service/incidents/sign_offs.h"
#include "connector/service/site/pauses.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::Field;
using model::State;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

int notes_with(const model::Issue& issue, const std::string& text) {
  return static_cast<int>(std::count_if(issue.events.begin(), issue.events.end(), [&](const auto& event) {
    return event.own && event.comment && event.comment->text.find(text) != std::string::npos;
  }));
}

class ForeignFiles : public ::testing::Test {
 protected:
  base::IssueId agreed() {
    const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
    stage_.settle();
    return change;
  }
  model::Attachment own_file(base::IssueId change) {
    for (const auto& file : stage_.issue(change).attachments) {
      if (file.author.id == stage_.fake.service()) return file;
    }
    ADD_FAILURE() << "Estafeta attached nothing";
    return {};
  }
  void attach(base::IssueId change, const std::string& name, const std::string& content) {
    tracker::fake::PersonalEdit edit;
    edit.uploads = {{name, content}};
    stage_.act(stage_.engineer, change, edit);
  }
  void agree_to(base::IssueId change, const std::string& parameters) {
    tracker::fake::PersonalEdit edit;
    edit.fields[Field::change_parameters] = parameters;
    edit.state = State::agreed;
    stage_.act(stage_.tam, change, edit);
  }
  // Four machines instead of two, by a plan that is agreed to.
  void expect_new_plan(base::IssueId change) {
    agree_to(change, "system: polaris\nvms: 4\n");
    stage_.settle();
    EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
    EXPECT_THAT(stage_.troubles, IsEmpty());
  }
  void expect_revised(base::IssueId change) {
    expect_new_plan(change);
    EXPECT_EQ(stage_.task(change, "vms").subject, "Virtual machines for polaris: 4");
  }

  SiteStage stage_;
};

TEST_F(ForeignFiles, OneNamedLikeTheOriginIsIgnoredAndSaidOnce) {
  for (const char* content : {"no JSON at all", "{\"template\": \"landscape\"}", ""}) {
    const auto change = agreed();
    attach(change, own_file(change).name, content);
    stage_.settle();
    expect_revised(change);
    for (int i = 0; i < 5; ++i) {
      stage_.clock.sleep(std::chrono::hours(2));
      stage_.settle();
    }
    EXPECT_EQ(notes_with(stage_.issue(change), "Alice Adams attached the file"), 1);
  }
}

TEST_F(ForeignFiles, OneWithTheContentOfAnotherPlanChangesNothing) {
  const auto other = stage_.open_change("landscape", "system: rigel\nweb: false\n", State::agreed);
  stage_.settle();
  const auto content = stage_.fake.download(own_file(other)).value();
  const auto change = agreed();
  attach(change, own_file(change).name, content);
  stage_.settle();
  expect_revised(change);
}

TEST_F(ForeignFiles, OneThatIsThereBeforeTheGoDoesNotStandInForTheOrigin) {
  const auto first = agreed();
  const auto name = own_file(first).name;
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::draft);
  attach(change, name, "forged");
  stage_.move(stage_.tam, change, State::agreed);
  stage_.settle();
  EXPECT_EQ(own_file(change).name, name);
  expect_revised(change);
}

TEST_F(ForeignFiles, OfTwoOwnOnesOfOneNameTheReadableOneCounts) {
  const auto change = agreed();
  const auto whole = own_file(change);
  const auto content = stage_.fake.download(whole).value();
  tracker::IssueUpdate again;
  again.uploads = {{whole.name, content.substr(0, content.size() / 2)}};
  ASSERT_TRUE(stage_.fake.update(change, again).ok());
  expect_revised(change);
}

TEST_F(ForeignFiles, AnOwnOneThatIsCutOffOrOfAnotherPlanIsSaidAndThePlanIsMadeAgain) {
  const auto other = stage_.open_change("landscape", "system: rigel\n", State::agreed);
  stage_.settle();
  const auto of_other = stage_.fake.download(own_file(other)).value();
  for (const std::string& content : {std::string("{\"template\": \"lands"), of_other}) {
    const auto change = agreed();
    stage_.fake.spoil_file(own_file(change).id, content);
    expect_new_plan(change);
    EXPECT_EQ(notes_with(stage_.issue(change), "cannot be read"), 1);
    // From then on it is there again.
    agree_to(change, "system: polaris\nvms: 6\n");
    stage_.settle();
    EXPECT_EQ(stage_.task(change, "vms").subject, "Virtual machines for polaris: 6");
    EXPECT_EQ(notes_with(stage_.issue(change), "cannot be read"), 1);
  }
}

TEST_F(ForeignFiles, AnOwnOneThatSomebodyDeletedIsSaidOnceAndStandsOnTheDesk) {
  const auto change = agreed();
  ASSERT_TRUE(stage_.fake.remove_attachment(stage_.tam, change, own_file(change).id).ok());
  tracker::fake::PersonalEdit more;
  more.fields[Field::change_parameters] = "system: polaris\nvms: 4\n";
  stage_.act(stage_.tam, change, more);
  for (int i = 0; i < 4; ++i) {
    stage_.settle();
    stage_.clock.sleep(std::chrono::hours(2));
  }
  EXPECT_EQ(notes_with(stage_.issue(change), "is gone or cannot be read"), 1);
  EXPECT_THAT(stage_.fake.page("staff", "Desk-aurora").value(),
              HasSubstr("set it to agreed to plan it again"));
  stage_.move(stage_.tam, change, State::agreed);
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
  agree_to(change, "system: polaris\nvms: 5\n");
  stage_.settle();
  EXPECT_EQ(stage_.task(change, "vms").subject, "Virtual machines for polaris: 5");
}

TEST_F(ForeignFiles, OnAPageAreNeitherRemovedNorTakenForSignedFigures) {
  const std::string page = service::sign_off_page("aurora", "2026-05");
  stage_.fake.edit_page("staff", page, "signed");
  stage_.fake.add_page_file(stage_.engineer, "staff", page, {"sla-aurora-2026-05-1.json", "forged"});
  const auto none = service::read_sign_offs(bundled_site(), stage_.fake, "aurora", "2026-05");
  ASSERT_TRUE(none) << to_string(none.error());
  EXPECT_THAT(*none, IsEmpty());
}

TEST_F(ForeignFiles, APauseThatAPersonWroteByHandCounts) {
  for (const char* line :
       {"* aurora: moving", "*aurora: moving", "- aurora : moving", "  * aurora:moving", "* aurora"}) {
    stage_.fake.edit_page("staff", service::kPausePage, std::string("Paused here:\r\n\r\n") + line + "\r\n");
    const auto pauses = service::Pauses::read(bundled_site(), stage_.fake);
    ASSERT_TRUE(pauses);
    EXPECT_TRUE(pauses->why("aurora")) << line;
    EXPECT_THAT(pauses->all(), SizeIs(1)) << line;
  }
}

class Unreadable : public ForeignFiles {
 protected:
  service::DecideChange decide() {
    return [this](base::IssueId change) { return stage_.engine().decide(change); };
  }
  // Two changes of which one cannot be read.
  base::IssueId spoil() {
    const auto good = agreed();
    bad_ = agreed();
    stage_.fake.make_unreadable(bad_);
    return good;
  }
  service::GatheredCards cards() {
    auto gathered =
        service::gather_cards(bundled_site(), stage_.fake, decide(), *stage_.store, bundled_site().plain());
    EXPECT_TRUE(gathered) << (gathered ? "" : to_string(gathered.error()));
    return gathered ? std::move(*gathered) : service::GatheredCards{};
  }

  base::IssueId bad_;
};

TEST_F(Unreadable, AChangeIsARowOfTheBoardAndTheOthersAreThere) {
  const auto good = spoil();
  const auto board = service::gather_board(bundled_site(), stage_.fake, decide(), stage_.clock.now());
  ASSERT_TRUE(board) << to_string(board.error());
  ASSERT_THAT(board->changes, SizeIs(2));
  EXPECT_FALSE(board->all_read);
  const auto text = render::board_text(*board, bundled_site().plain());
  EXPECT_THAT(text, HasSubstr("#" + to_string(bad_) + ": Could not be read now"));
  EXPECT_THAT(text, HasSubstr("#" + to_string(stage_.task(good, "network").id)));
}

TEST_F(Unreadable, AnIncidentIsARowOfTheBoard) {
  const auto good = stage_.open_incident();
  const auto bad = stage_.open_incident();
  stage_.settle();
  stage_.fake.make_unreadable(bad);
  const auto board = service::gather_board(bundled_site(), stage_.fake, decide(), stage_.clock.now());
  ASSERT_TRUE(board) << to_string(board.error());
  EXPECT_THAT(board->incidents, SizeIs(2));
  EXPECT_FALSE(board->all_read);
  const auto text = render::board_text(*board, bundled_site().plain());
  EXPECT_THAT(text, HasSubstr("#" + to_string(bad) + ": Could not be read now"));
  EXPECT_THAT(text, HasSubstr("#" + to_string(good)));
}

TEST_F(Unreadable, AChangeIsARowOfTheDeskAndOfADepartmentWithWhatIsKnownOfIt) {
  const auto good = spoil();
  const auto gathered = cards();
  EXPECT_FALSE(gathered.all_read);
  const views::Overview overview{bundled_site().organisation(), gathered.cards, gathered.people,
                                 stage_.clock.now(), bundled_site().plain()};
  const auto desk =
      render::desk_text(views::desk_of(overview, bundled_site().mappings.clients.all.at("aurora"), {}, {}),
                        bundled_site().plain());
  EXPECT_THAT(desk, HasSubstr("Cannot continue"));
  EXPECT_THAT(desk, HasSubstr("Could not be read now"));
  const auto department = render::department_text(
      views::department_of(overview, *bundled_site().mappings.departments.find("network")),
      bundled_site().plain());
  EXPECT_THAT(department, HasSubstr("could not be read: 1"));
  EXPECT_THAT(department, HasSubstr("#" + to_string(stage_.task(good, "network").id)));
  EXPECT_THAT(department, HasSubstr("#" + to_string(stage_.task(bad_, "network").id)));
}

TEST_F(Unreadable, AChangeNobodyKnewBeforeIsARowAllTheSame) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  stage_.fake.make_unreadable(change);
  const auto gathered = cards();
  ASSERT_TRUE(gathered.cards.contains(change));
  EXPECT_EQ(gathered.cards.at(change).client, "aurora");
  EXPECT_THAT(gathered.cards.at(change).trouble, HasSubstr("Could not be read now"));
}

TEST_F(Unreadable, AnIncidentDoesNotEndAReport) {
  stage_.open_incident();
  const auto bad = stage_.open_incident();
  stage_.fake.make_unreadable(bad);
  service::Archive archive(bundled_site(), stage_.fake, *stage_.store);
  ASSERT_TRUE(archive.refresh(base::Instant{}).ok());
  ASSERT_THAT(archive.unread(), SizeIs(1));
  EXPECT_TRUE(archive.unread().contains(bad));
  int kept = 0;
  ASSERT_TRUE(archive.each([&](const auto&) { ++kept; }).ok());
  EXPECT_EQ(kept, 1);
}

TEST_F(Unreadable, WhatStandsStillIsOnTheDeskUntilItGoesOn) {
  const auto change = agreed();
  stage_.fake.set_workflow([](const std::string& role, model::Kind, State, State to) {
    return role != "service" || to != State::ready;
  });
  stage_.finish(stage_.task(change, "network").id, "vlan: 214\nsubnet: 10.20.14.0/24");
  for (int i = 0; i < 3; ++i) {
    stage_.pass();
    stage_.clock.sleep(std::chrono::hours(1));
  }
  EXPECT_THAT(stage_.fake.page("staff", "Desk-aurora").value(), HasSubstr("Cannot continue"));
  stage_.fake.set_workflow(tracker::fake::default_workflow);
  stage_.clock.sleep(std::chrono::hours(1));
  stage_.settle();
  EXPECT_THAT(stage_.fake.page("staff", "Desk-aurora").value(), ::testing::Not(HasSubstr("Cannot continue")));
}

}  // namespace
}  // namespace estafeta::testing
