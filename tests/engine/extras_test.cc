// Checklists, hours, fields of the tracker and watchers: in the task from the moment it is made.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/template/parse.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::State;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kTemplate = R"(
template: extras
version: 1
title: "Address for {{ system }}"
parameters: { system: { type: string } }
tasks:
  address:
    department: network
    title: "Address for {{ system }}"
    duration: 8h
    gives: { address: { type: string } }
  open:
    department: unix
    needs: [address]
    title: "Open {{ address.address }}"
    description: "From outside."
    checklist: ["{{ address.address }} answers", "Written down for {{ system }}"]
    duration: 4h
    estimate: 1h30m
    fields: { Cost centre: "K-{{ system }}" }
    watchers: [monitoring, tam]
)";

class Extras : public ::testing::Test {
 protected:
  Extras()
      : site_(site_with([](service::Site& site) {
          site.templates["extras"] = {*tmpl::parse(kTemplate, "extras.yaml"), kTemplate, "extras.yaml"};
        })),
        stage_(*site_) {}

  std::string last_note(base::IssueId id) const {
    std::string text;
    for (const auto& event : stage_.issue(id).events) {
      if (event.comment) text = event.comment->text;
    }
    return text;
  }

  std::unique_ptr<service::Site> site_;
  SiteStage stage_;
};

TEST_F(Extras, AValueTheTrackerDoesNotTakeIsLeftOutAndNamed) {
  stage_.fake.add_field("Cost centre");
  stage_.fake.refuse_value("Cost centre");
  const auto change = stage_.open_change("extras", "system: polaris\n", State::agreed);
  stage_.settle();
  EXPECT_EQ(stage_.issue(change).status.state, State::in_progress);
  EXPECT_EQ(stage_.task(change, "open").other_fields.at("Cost centre"), "");
  EXPECT_TRUE(stage_.task(change, "open").estimate);
  EXPECT_THAT(last_note(change), ::testing::AllOf(HasSubstr("Cost centre"), HasSubstr("set by hand"),
                                                  ::testing::Not(HasSubstr("retries"))));
}

TEST_F(Extras, AreInTheTaskFromTheMomentItIsMade) {
  stage_.fake.add_field("Cost centre");
  const auto change = stage_.open_change("extras", "system: polaris\n", State::agreed);
  stage_.settle();
  const auto open = stage_.task(change, "open");
  EXPECT_EQ(open.estimate, base::Seconds(5400));
  EXPECT_EQ(open.other_fields.at("Cost centre"), "K-polaris");
  ASSERT_EQ(open.watchers.size(), 2U);
  EXPECT_EQ(open.watchers[1], stage_.tam);
  EXPECT_EQ(open.description, "From outside.\n\n* [ ] … answers\n* [ ] Written down for polaris");
  EXPECT_EQ(stage_.fake.counters().mails.count("Client"), 0U);
  EXPECT_EQ(stage_.pass().writes, 0);
}

TEST_F(Extras, AChecklistGetsItsValuesWithTheRestOfTheText) {
  stage_.fake.add_field("Cost centre");
  const auto change = stage_.open_change("extras", "system: polaris\n", State::agreed);
  stage_.settle();
  stage_.finish(stage_.task(change, "address").id, "address: 198.51.100.7");
  stage_.settle();
  EXPECT_THAT(stage_.task(change, "open").description, HasSubstr("198.51.100.7 answers"));
  EXPECT_EQ(stage_.pass().writes, 0);
}

TEST_F(Extras, AFieldThatIsNotThereIsFoundBeforeAnythingIsMade) {
  const auto change = stage_.open_change("extras", "system: polaris\n", State::agreed);
  stage_.settle();
  EXPECT_THAT(stage_.tasks(change), IsEmpty());
  EXPECT_EQ(stage_.issue(change).status.state, State::needs_input);
  EXPECT_THAT(last_note(change), HasSubstr("Cost centre"));
}

TEST_F(Extras, WithoutTheRightToWatchNothingIsMade) {
  stage_.fake.add_field("Cost centre");
  stage_.fake.allow_watchers(false);
  const auto change = stage_.open_change("extras", "system: polaris\n", State::agreed);
  stage_.settle();
  EXPECT_THAT(stage_.tasks(change), IsEmpty());
  EXPECT_THAT(last_note(change), HasSubstr("watch"));
}

}  // namespace
}  // namespace estafeta::testing
