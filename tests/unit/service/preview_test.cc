// What the form of a new change is answered before anything is saved.
#include "connector/service/changes/preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/engine/site_stage.h"

namespace estafeta::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string asked(const std::string& parameters, const std::string& name = "landscape",
                  const std::string& language = "en") {
  const auto request = R"({"id":"a","sent":1,"template":")" + name + R"(","parameters":")" + parameters +
                       R"(","project":"aurora","language":")" + language + R"("})";
  return service::answer_preview(bundled_site(), request,
                                 base::parse_instant("2026-06-15T07:00:00Z").value());
}

TEST(APreview, IsThePlanWithItsDays) {
  EXPECT_THAT(asked("system: polaris\\nbackup: false"),
              AllOf(HasSubstr(R"("finish":"2026-06-)"), HasSubstr(R"("problems":[])"),
                    HasSubstr(R"("key":"network")"), HasSubstr(R"("doer":"Network")"), HasSubstr("polaris"),
                    Not(HasSubstr("Backup"))));
}

TEST(APreview, SaysOfEachBadParameterWhatIsWrongWithIt) {
  EXPECT_THAT(asked("system: Polaris\\nvms: 200"),
              AllOf(HasSubstr(R"({"parameter":"system","text":")"),
                    HasSubstr(R"({"parameter":"vms","text":"“vms” is 200; the largest allowed is 64."})"),
                    Not(HasSubstr("finish"))));
  EXPECT_THAT(asked(""), HasSubstr(R"("parameter":"system")"));
  EXPECT_THAT(asked("system: Polaris", "landscape", "ru"), HasSubstr("не годится для «system»"));
}

TEST(APreview, OfATemplateThatIsNotThereNamesThoseThereAre) {
  EXPECT_THAT(asked("", "landscap"), AllOf(HasSubstr("landscape"), StartsWith(R"({"problems":[{)")));
}

// As the listener's threads do while the engine goes on.
TEST(APreview, IsTheSameForAllWhoAskAtOnce) {
  const auto expected = asked("system: polaris");
  std::vector<std::string> answers(4);
  std::vector<std::thread> threads;
  for (auto& answer : answers) threads.emplace_back([&answer] { answer = asked("system: polaris"); });
  SiteStage stage;
  const auto change = stage.open_change("landscape", "system: polaris\n", model::State::agreed);
  stage.settle();
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(answers, ::testing::Each(expected));
  EXPECT_EQ(stage.issue(change).status.state, model::State::in_progress);
}

TEST(APreview, OfWhatIsNoRequestSaysSo) {
  EXPECT_THAT(service::answer_preview(bundled_site(), "{", {}), StartsWith(R"({"problems":[{)"));
}

}  // namespace
}  // namespace estafeta::testing
