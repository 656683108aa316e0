#include "connector/http/breaker.h"

#include <gtest/gtest.h>

#include "tests/unit/http/stub_client.h"

namespace estafeta::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Breaker : public ::testing::Test {
 protected:
  static Request request(Method method = Method::get) {
    Request made;
    made.method = method;
    made.path = "/issues.json";
    return made;
  }
  base::Result<Response> send(Method method = Method::get) { return client_.send(request(method)); }
  void lose_server() {
    for (int i = 0; i < 3; ++i) {
      stub_.fail("http.unreachable", base::Cause::not_sent);
      EXPECT_FALSE(send());
    }
    stub_.asked.clear();
  }

  testing::StubClient stub_;
  base::ManualClock clock_{base::Instant(base::Seconds(1'800'000'000))};
  BreakerClient client_{stub_, clock_, [] { return 0.0; }};
};

TEST_F(Breaker, ASingleFailureStopsNothing) {
  for (int i = 0; i < 5; ++i) {
    stub_.answer(503);
    stub_.answer(200);
    EXPECT_EQ(send()->status, 503);
    EXPECT_EQ(send()->status, 200);
  }
}

TEST_F(Breaker, AfterThreeInARowNothingIsSentAndTheLastAnswerStands) {
  lose_server();
  const auto answer = send();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().phrase().key, "http.unreachable");
  EXPECT_TRUE(stub_.asked.empty());
}

TEST_F(Breaker, AWriteThatWasNotSentIsKnownNotToBeTaken) {
  lose_server();
  const auto answer = send(Method::post);
  ASSERT_FALSE(answer);
  EXPECT_TRUE(surely_not_taken(answer.error()));
}

TEST_F(Breaker, AfterAPauseOneRequestGoesToSeeAndAnAnswerLetsAllThrough) {
  lose_server();
  clock_.sleep(milliseconds(500));
  stub_.answer(200);
  stub_.answer(200);
  stub_.answer(200);
  for (const auto& answer : client_.send_all({request(), request(), request()}))
    EXPECT_EQ(answer->status, 200);
}

TEST_F(Breaker, OneThatFailsKeepsTheOthersBackForTwiceAsLong) {
  lose_server();
  clock_.sleep(milliseconds(500));
  stub_.fail("http.timed_out");
  for (const auto& answer : client_.send_all({request(), request(), request()})) EXPECT_FALSE(answer);
  EXPECT_EQ(stub_.asked.size(), 1U);
  clock_.sleep(milliseconds(999));
  EXPECT_FALSE(send());
  EXPECT_EQ(stub_.asked.size(), 1U);
  clock_.sleep(milliseconds(1));
  stub_.answer(200);
  EXPECT_EQ(send()->status, 200);
}

TEST_F(Breaker, AServerThatIsAwayForAnHourIsAskedOnceOrTwiceAMinute) {
  lose_server();
  for (int i = 0; i < 3'600; ++i) {
    stub_.fail("http.unreachable");
    EXPECT_FALSE(send());
    stub_.answers.clear();
    clock_.sleep(seconds(1));
  }
  EXPECT_LE(stub_.asked.size(), 130U);
  EXPECT_GE(stub_.asked.size(), 60U);
}

TEST_F(Breaker, APageThatCannotBeMadeIsAnAnswer) {
  for (int i = 0; i < 10; ++i) {
    stub_.answer(500);
    EXPECT_EQ(send()->status, 500);
  }
}

TEST_F(Breaker, BeingAskedToStopIsNoFailureOfTheServer) {
  for (int i = 0; i < 10; ++i) {
    stub_.fail("http.stopped", base::Cause::stopped);
    EXPECT_FALSE(send());
  }
  EXPECT_EQ(stub_.asked.size(), 10U);
}

}  // namespace
}  // namespace estafeta::http
