#include "connector/service/listener/hints.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/service/hint_signature.h"

namespace estafeta::service {
namespace {

const base::Instant kNow = base::parse_instant("2026-06-15T08:00:00Z").value();

std::string body(const std::string& id, base::Instant sent) {
  return R"({"id":")" + id + R"(","sent":)" + std::to_string(sent.time_since_epoch().count()) + "}";
}

class HintsTest : public ::testing::Test {
 protected:
  HintVerdict judge(const std::string& text) { return hints_.judge(text, signature(text)); }

  base::ManualClock clock_{kNow};
  Hints hints_{base::Secret("shared"), clock_};
};

// RFC 4231, test case 2: so that both sides mean the same by a signature.
TEST(HintsOfTheStandard, AreSignedAsItsExampleIs) {
  base::ManualClock clock{kNow};
  Hints hints(base::Secret("Jefe"), clock);
  EXPECT_EQ(hints.judge("what do ya want for nothing?",
                        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            HintVerdict::malformed)
      << "signed well, but no hint";
}

TEST_F(HintsTest, ThatAreSignedAndOfNowAreGoodOnce) {
  EXPECT_EQ(judge(body("a", kNow)), HintVerdict::good);
  EXPECT_EQ(judge(body("a", kNow)), HintVerdict::repeated);
  EXPECT_EQ(judge(body("b", kNow)), HintVerdict::good);
}

TEST_F(HintsTest, OfAnotherSecretOrBodyAreForged) {
  const auto text = body("a", kNow);
  EXPECT_EQ(hints_.judge(text, signature(text, "guessed")), HintVerdict::forged);
  EXPECT_EQ(hints_.judge(text, ""), HintVerdict::forged);
  EXPECT_EQ(hints_.judge(text, signature(text).substr(7)), HintVerdict::forged);
  EXPECT_EQ(hints_.judge(body("b", kNow), signature(text)), HintVerdict::forged);
  EXPECT_EQ(judge(text), HintVerdict::good) << "none of them used its id up";
}

TEST_F(HintsTest, AreGoodForFiveMinutesEitherWay) {
  const base::Seconds kFive(300);
  EXPECT_EQ(judge(body("a", kNow - kFive)), HintVerdict::good);
  EXPECT_EQ(judge(body("b", kNow + kFive)), HintVerdict::good);
  EXPECT_EQ(judge(body("c", kNow - kFive - base::Seconds(1))), HintVerdict::old);
  EXPECT_EQ(judge(body("d", kNow + kFive + base::Seconds(1))), HintVerdict::old);
}

TEST_F(HintsTest, AreNeverGoodTwiceHoweverLateTheyAreSentAgain) {
  const auto ahead = body("a", kNow + base::Seconds(300));
  EXPECT_EQ(judge(ahead), HintVerdict::good);
  for (int i = 0; i < 20; ++i) {
    clock_.sleep(std::chrono::minutes(1));
    EXPECT_NE(judge(ahead), HintVerdict::good) << i;
  }
}

struct WebhookCase {
  const char* timestamp;
  HintVerdict verdict;
};

class Webhooks : public ::testing::TestWithParam<WebhookCase> {};

TEST_P(Webhooks, OfRedmineAreGoodOnceWithinFiveMinutesOfTheirTime) {
  base::ManualClock clock{kNow};
  Hints hints{base::Secret("shared"), clock};
  const std::string text = std::string(R"({"type":"issue.updated","timestamp":")") + GetParam().timestamp +
                           R"(","data":{"issue":{"id":1}}})";
  EXPECT_EQ(hints.judge_webhook(text, signature(text, "guessed")), HintVerdict::forged);
  EXPECT_EQ(hints.judge_webhook(text, signature(text)), GetParam().verdict);
  if (GetParam().verdict == HintVerdict::good)
    EXPECT_EQ(hints.judge_webhook(text, signature(text)), HintVerdict::repeated);
}

INSTANTIATE_TEST_SUITE_P(Table, Webhooks,
                         ::testing::Values(WebhookCase{"2026-06-15T08:00:00Z", HintVerdict::good},
                                           WebhookCase{"2026-06-15T11:00:00+03:00", HintVerdict::good},
                                           WebhookCase{"2026-06-15T04:30:00.250-03:30", HintVerdict::good},
                                           WebhookCase{"2026-06-15T08:04:59.9Z", HintVerdict::good},
                                           WebhookCase{"2026-06-15T07:54:59Z", HintVerdict::old},
                                           WebhookCase{"2026-06-15T08:00:00+03:00", HintVerdict::old},
                                           WebhookCase{"2026-06-15T08:00:00", HintVerdict::malformed},
                                           WebhookCase{"2026-06-15T08:00:00+3", HintVerdict::malformed},
                                           WebhookCase{"2026-06-15T08:00:00.", HintVerdict::malformed},
                                           WebhookCase{"soon", HintVerdict::malformed},
                                           WebhookCase{"", HintVerdict::malformed}));

TEST_F(HintsTest, OfAnotherShapeAreMalformed) {
  for (const std::string text :
       {"", "[]", "null", "{}", R"({"id":"a"})", R"({"sent":1})", R"({"id":"","sent":1})",
        R"({"id":"a","sent":"soon"})", R"({"id":"a","sent":1.5})", R"({"id":"a","sent":-1})",
        R"({"id":"a","sent":99999999999999999999})", R"({"id":["a"],"sent":1})"}) {
    EXPECT_EQ(judge(text), HintVerdict::malformed) << text;
  }
}

}  // namespace
}  // namespace estafeta::service
