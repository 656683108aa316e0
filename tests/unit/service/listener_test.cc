#include "connector/service/listener/listener.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>

#include "tests/unit/service/hint_signature.h"

namespace estafeta::service {
namespace {

class ListenerTest : public ::testing::Test {
 protected:
  ListenerTest()
      : listener_(Listener::open(kAnyPort, hints_,
                                 {[this] { ++woken_; },
                                  [](const std::string& request) { return "[" + request + "]"; },
                                  [](const std::string& request) { return "{" + request + "}"; },
                                  [this](const std::string&) { return taken_; },
                                  {{"/page",
                                    [] {
                                      return Listener::Page{503, "text/plain", "not yet\n"};
                                    }}},
                                  [this](HintVerdict verdict) { judged_ = verdict; }})
                      .value()) {}

  // The status of the answer; 0: there was none.
  int post(const std::string& path, const std::string& body, const std::string& signed_by) {
    httplib::Client client("127.0.0.1", listener_->port());
    const auto answer =
        client.Post(path.c_str(), {{"X-Estafeta-Signature", signed_by}}, body, "application/json");
    return answer ? answer->status : 0;
  }

  static inline const config::ListenerSettings kAnyPort{"127.0.0.1", 0, ""};
  const base::Instant now_ = base::parse_instant("2026-06-15T08:00:00Z").value();
  const std::string good_ = R"({"id":"a","sent":)" + std::to_string(now_.time_since_epoch().count()) + "}";
  base::ManualClock clock_{now_};
  Hints hints_{base::Secret("shared"), clock_};
  std::atomic<int> woken_ = 0;
  std::atomic<HintVerdict> judged_ = HintVerdict::good;
  base::Status taken_;
  std::unique_ptr<Listener> listener_;
};

TEST_F(ListenerTest, IsWokenByAGoodHintAndByNothingElse) {
  EXPECT_EQ(post("/hints", good_, ""), 401);
  EXPECT_EQ(post("/hints", "[]", signature("[]")), 400);
  EXPECT_EQ(post("/elsewhere", good_, signature(good_)), 404);
  EXPECT_EQ(woken_, 0);
  EXPECT_EQ(post("/hints", good_, signature(good_)), 204);
  EXPECT_EQ(woken_, 1);
  EXPECT_EQ(post("/hints", good_, signature(good_)), 409);
  EXPECT_EQ(woken_, 1);
}

TEST_F(ListenerTest, AnswersWhoAsksForAPreviewAndSharesTheSecret) {
  httplib::Client client("127.0.0.1", listener_->port());
  const auto answer =
      client.Post("/preview", {{"X-Estafeta-Signature", signature(good_)}}, good_, "application/json");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "[" + good_ + "]");
  EXPECT_EQ(woken_, 0);
  EXPECT_EQ(post("/preview", good_, signature(good_)), 409) << "once only";
  EXPECT_EQ(post("/preview", good_, ""), 401);
}

TEST_F(ListenerTest, IsWokenByAMonthToSignAndSaysWhetherItWasTaken) {
  EXPECT_EQ(post("/sign-off", good_, ""), 401);
  taken_ = {base::Code::invalid_argument, base::Phrase("x")};
  EXPECT_EQ(post("/sign-off", good_, signature(good_)), 400);
  EXPECT_EQ(woken_, 0);
  taken_ = {};
  const auto another = R"({"id":"b","sent":)" + std::to_string(now_.time_since_epoch().count()) + "}";
  EXPECT_EQ(post("/sign-off", another, signature(another)), 204);
  EXPECT_EQ(woken_, 1);
}

TEST_F(ListenerTest, ShowsItsPagesToWhoeverAsks) {
  httplib::Client client("127.0.0.1", listener_->port());
  const auto answer = client.Get("/page");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->body, "not yet\n");
  EXPECT_EQ(post("/page", good_, signature(good_)), 404);
}

TEST_F(ListenerTest, TellsHowEachHintWasJudged) {
  EXPECT_EQ(post("/hints", good_, ""), 401);
  EXPECT_EQ(judged_, HintVerdict::forged);
}

TEST_F(ListenerTest, TakesNoBodyOfAnyLength) {
  const std::string large(100'000, 'x');
  EXPECT_NE(post("/hints", large, signature(large)), 204);
  const std::string long_hint = R"({"id":"b","more":")" + std::string(5000, 'x') + R"(","sent":)" +
                                std::to_string(now_.time_since_epoch().count()) + "}";
  EXPECT_EQ(post("/hints", long_hint, signature(long_hint)), 413);
  EXPECT_EQ(post("/hints", good_, signature(good_)), 204) << "and goes on";
}

TEST_F(ListenerTest, HasNoPortThatIsTakenAndNoAddressOfAnotherMachine) {
  for (const std::string host : {"127.0.0.1", "192.0.2.1"}) {
    const auto second = Listener::open({host, listener_->port(), ""}, hints_, {});
    ASSERT_FALSE(second) << host;
    EXPECT_EQ(second.error().code(), base::Code::unavailable);
  }
}

TEST_F(ListenerTest, EndsAtOnceThoughNobodyAskedAnything) {
  listener_.reset();
  EXPECT_EQ(woken_, 0);
}

}  // namespace
}  // namespace estafeta::service
