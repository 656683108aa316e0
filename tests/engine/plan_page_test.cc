// The change's page with its pictures, on the fake tracker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/service/site/read_only_store.h"
#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using model::State;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class PlanPage : public ::testing::Test {
 protected:
  PlanPage() : site_(site_with([](service::Site& site) { site.settings.pictures = true; })), stage_(*site_) {}

  base::IssueId begin() {
    const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
    stage_.settle();
    return change;
  }
  static std::string title(base::IssueId change) { return "Change-" + to_string(change); }
  std::string page(base::IssueId change) { return stage_.fake.page("staff", title(change)).value_or("none"); }
  std::vector<model::Attachment> files(base::IssueId change) {
    return stage_.fake.page_files("staff", title(change)).value();
  }

  std::unique_ptr<service::Site> site_;
  SiteStage stage_;
};

TEST_F(PlanPage, ShowsItsPictureAndHasTheLargeOneBesideIt) {
  const auto change = begin();
  const auto attached = files(change);
  ASSERT_EQ(attached.size(), 2U);
  EXPECT_THAT(attached[0].name, ::testing::MatchesRegex("plan-[0-9a-f]+\\.png"));
  EXPECT_THAT(attached[1].name, ::testing::EndsWith(".svg"));
  EXPECT_THAT(page(change), HasSubstr("!" + attached[0].name + "!"));
  EXPECT_THAT(page(change), HasSubstr("attachment:" + attached[1].name));
  EXPECT_THAT(stage_.fake.download(attached[0]).value(), StartsWith("\x89PNG"));
  EXPECT_THAT(stage_.fake.download(attached[1]).value(), StartsWith("<svg"));
}

TEST_F(PlanPage, ReplacesThePictureWhenItShowsSomethingElseAndKeepsWhatPeopleAttached) {
  const auto change = begin();
  const auto before = files(change).front().name;
  ASSERT_TRUE(stage_.fake.attach_to_page("staff", title(change), {"minutes.txt", "of the meeting", ""}).ok());
  stage_.move(stage_.engineer, stage_.task(change, "network").id, State::in_progress);
  stage_.settle();
  const auto after = files(change);
  ASSERT_EQ(after.size(), 3U);
  EXPECT_EQ(after[0].name, "minutes.txt");
  EXPECT_NE(after[1].name, before);
  EXPECT_THAT(page(change), HasSubstr(after[1].name));
  EXPECT_THAT(page(change), Not(HasSubstr(before)));
}

TEST_F(PlanPage, WhereNothingHappensNoPictureIsMadeAnew) {
  const auto change = begin();
  stage_.restart(true);
  stage_.fake.reset_counters();
  stage_.settle();
  stage_.clock.sleep(std::chrono::minutes(11));
  stage_.settle();
  EXPECT_EQ(stage_.fake.counters().writes, 0);
  EXPECT_EQ(files(change).size(), 2U);
}

TEST_F(PlanPage, ADryRunSaysBeforehandWhatIsWritten) {
  const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
  bool written = false;
  for (int i = 0; i < 6; ++i) {
    stage_.written.clear();
    service::ReadOnlyStore looked_at(*stage_.store);
    service::Engine dry(*site_, stage_.fake, looked_at, stage_.clock, stage_.clock, stage_, true);
    ASSERT_TRUE(dry.pass());
    const auto foretold = stage_.written.size();
    EXPECT_TRUE(stage_.troubles.empty());
    stage_.pass();
    EXPECT_EQ(stage_.written.size(), foretold) << "pass " << i;
    written = written || page(change) != "none";
  }
  EXPECT_TRUE(written);
}

TEST_F(PlanPage, SaysThatItIsKeptAndThatAnEditWasOverwritten) {
  const auto change = begin();
  EXPECT_THAT(page(change), HasSubstr("what you write here is overwritten"));
  EXPECT_THAT(page(change), Not(HasSubstr("Somebody had edited")));
  for (const bool is_whole_text : {false, true}) {
    const auto edited = is_whole_text ? "Call Bob." : "Call Bob.\n\n" + page(change);
    ASSERT_TRUE(stage_.fake.write_page("staff", title(change), edited).ok());
    const auto state = is_whole_text ? State::on_hold : State::in_progress;
    stage_.move(stage_.engineer, stage_.task(change, "network").id, state);
    stage_.settle();
    EXPECT_THAT(page(change), Not(HasSubstr("Call Bob"))) << is_whole_text;
    EXPECT_THAT(page(change), HasSubstr("Somebody had edited this page")) << is_whole_text;
    stage_.move(stage_.engineer, stage_.task(change, "network").id, State::in_progress);
    stage_.move(stage_.engineer, stage_.task(change, "network").id, State::returned);
    stage_.settle();
    EXPECT_THAT(page(change), Not(HasSubstr("Somebody had edited this page"))) << is_whole_text;
  }
}

// Wherever it breaks, the next passes make the page whole: its mark is written last.
TEST_F(PlanPage, IsWholeInTheEndWhereverItsWritingBroke) {
  for (const char* point : {"before:attach_to_page", "after:attach_to_page", "before:write_page",
                            "after:write_page", "before:page_files"}) {
    bool broken = false;
    const auto change = stage_.open_change("landscape", "system: polaris\n", State::agreed);
    stage_.fake.set_hook([&](std::string_view at) {
      if (at != point || broken) return tracker::fake::Fault::none;
      broken = true;
      return tracker::fake::Fault::unavailable;
    });
    for (int i = 0; i < 6; ++i) {
      stage_.pass();
      stage_.clock.sleep(std::chrono::minutes(2));
    }
    stage_.settle();
    stage_.fake.set_hook({});
    EXPECT_TRUE(broken) << point;
    const auto attached = files(change);
    ASSERT_GE(attached.size(), 2U) << point;
    EXPECT_THAT(page(change),
                HasSubstr("!" + attached.back().name.substr(0, attached.back().name.size() - 4) + ".png!"))
        << point;
    EXPECT_THAT(page(change), HasSubstr("estafeta:")) << point;
  }
}

TEST_F(PlanPage, MayBeWithoutPictures) {
  stage_.use(bundled_site());
  stage_.restart();
  const auto change = begin();
  EXPECT_TRUE(files(change).empty());
  EXPECT_THAT(page(change), Not(HasSubstr("plan-")));
}

TEST_F(PlanPage, MailsNobody) {
  const auto change = begin();
  stage_.move(stage_.engineer, stage_.task(change, "network").id, State::in_progress);
  stage_.settle();
  stage_.fake.reset_counters();
  stage_.fake.edit_page("staff", title(change), "somebody emptied it");
  stage_.clock.sleep(std::chrono::minutes(11));
  stage_.settle();
  EXPECT_THAT(page(change), HasSubstr("plan-"));
  EXPECT_TRUE(stage_.fake.counters().mails.empty());
}

}  // namespace
}  // namespace estafeta::testing
