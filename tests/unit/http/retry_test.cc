#include "connector/http/retry.h"

#include <gtest/gtest.h>

#include "tests/unit/http/stub_client.h"

namespace estafeta::http {
namespace {

constexpr auto kStart = base::Instant(base::Seconds(1'800'000'000));

class Retry : public ::testing::Test {
 protected:
  base::Result<Response> send(Method method) {
    Request request;
    request.method = method;
    request.path = "/issues.json";
    return client_.send(request);
  }
  auto slept() const { return (clock_.steady() - kStart.time_since_epoch()).count(); }

  testing::StubClient stub_;
  base::ManualClock clock_{kStart};
  double chance_ = 0.5;
  RetryingClient client_{stub_, clock_, clock_, [this] { return chance_; }};
};

TEST_F(Retry, AnAnswerIsHandedOnWithoutWaiting) {
  stub_.answer(200, "{}");
  EXPECT_EQ(send(Method::get)->status, 200);
  EXPECT_EQ(slept(), 0);
}

TEST_F(Retry, AReadIsRepeatedTwiceWithGrowingJitter) {
  stub_.answer(503);
  stub_.fail("http.timed_out");
  stub_.answer(200);
  EXPECT_EQ(send(Method::get)->status, 200);
  EXPECT_EQ(stub_.asked.size(), 3U);
  EXPECT_EQ(slept(), 250 + 500);  // half of 500 and of 1000
}

TEST_F(Retry, AfterThreeAttemptsTheLastAnswerStands) {
  for (int i = 0; i < 3; ++i) stub_.answer(502);
  EXPECT_EQ(send(Method::get)->status, 502);
}

TEST_F(Retry, JitterIsFull) {
  chance_ = 0;
  stub_.answer(503);
  stub_.answer(200);
  EXPECT_EQ(send(Method::get)->status, 200);
  EXPECT_EQ(slept(), 0);
}

TEST_F(Retry, AWriteThatMayHaveBeenTakenIsNeverRepeated) {
  for (const Method method : {Method::post, Method::put, Method::del}) {
    stub_.fail("http.write_unanswered");
    EXPECT_FALSE(send(method).has_value());
    for (const int status : {500, 502, 503, 504}) {
      stub_.answer(status);
      EXPECT_EQ(send(method)->status, status);
    }
  }
  EXPECT_TRUE(stub_.answers.empty());
  EXPECT_EQ(slept(), 0);
}

TEST_F(Retry, AWriteThatNeverLeftIsRepeated) {
  stub_.fail("http.unreachable", base::Cause::not_sent);
  stub_.answer(201);
  EXPECT_EQ(send(Method::post)->status, 201);
}

TEST_F(Retry, AWriteThatWasTurnedAwayByARateLimitIsRepeated) {
  stub_.answer(429);
  stub_.answer(201);
  EXPECT_EQ(send(Method::post)->status, 201);
}

TEST_F(Retry, WhatATryCannotMendIsNotRepeated) {
  for (const int status : {400, 401, 403, 404, 409, 412, 422, 501}) {
    stub_.answer(status);
    EXPECT_EQ(send(Method::get)->status, status);
  }
  stub_.fail("http.tls_untrusted", base::Cause::tls_untrusted);
  EXPECT_FALSE(send(Method::get).has_value());
  stub_.answers.push_back(
      base::fail(base::Code::held, base::Phrase("store.taken_over"), base::Cause::not_sent));
  EXPECT_FALSE(send(Method::put).has_value());
  EXPECT_TRUE(stub_.answers.empty());
}

TEST_F(Retry, RetryAfterIsObeyed) {
  stub_.answer(429, "", {{"retry-after", "7"}});
  stub_.answer(200);
  EXPECT_EQ(send(Method::get)->status, 200);
  EXPECT_EQ(slept(), 7000);
}

TEST_F(Retry, RetryAfterMayBeADate) {
  stub_.answer(503, "", {{"retry-after", "Fri, 15 Jan 2027 08:00:10 GMT"}});
  stub_.answer(200);
  EXPECT_EQ(send(Method::get)->status, 200);
  EXPECT_EQ(slept(), 10'000);
}

TEST_F(Retry, ALongRetryAfterIsNotWaitedFor) {
  stub_.answer(429, "", {{"retry-after", "3600"}});
  EXPECT_EQ(send(Method::get)->status, 429);
  EXPECT_EQ(slept(), 0);
}

TEST_F(Retry, TheBudgetKeepsRepetitionsBelowAFifth) {
  for (int i = 0; i < 2000; ++i) stub_.answer(503);
  for (int i = 0; i < 1000; ++i) send(Method::get);
  EXPECT_LE(stub_.asked.size(), 1000U + 200U + 3U);
  EXPECT_GE(stub_.asked.size(), 1190U);
}

TEST_F(Retry, OfManyOnlyThoseThatFailedAreRepeated) {
  stub_.answer(200, "a");
  stub_.answer(503);
  stub_.answer(200, "c");
  stub_.answer(200, "b");
  std::vector<Request> requests(3);
  requests[1].path = "/b";
  const auto answers = client_.send_all(requests);
  EXPECT_EQ(answers[0]->body, "a");
  EXPECT_EQ(answers[1]->body, "b");
  EXPECT_EQ(answers[2]->body, "c");
  EXPECT_EQ(stub_.asked.back().path, "/b");
}

// Woken at once: asked to stop.
class Woken : public base::Sleeper {
 public:
  void sleep(std::chrono::milliseconds) override {}
};

TEST(RetryAskedToStop, HandsOnWhatThereIs) {
  testing::StubClient stub;
  base::ManualClock clock{kStart};
  Woken sleeper;
  RetryingClient client{stub, clock, sleeper, [] { return 0.5; }};
  stub.answer(503);
  EXPECT_EQ(client.send({})->status, 503);
  EXPECT_EQ(stub.asked.size(), 1U);
}

}  // namespace
}  // namespace estafeta::http
