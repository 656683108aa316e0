#include "connector/service/listener/listener.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <vector>

#include "tests/support/own_memory.h"
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

TEST_F(ListenerTest, IsWokenByAWebhookOfRedmineOnce) {
  const std::string text =
      R"({"type":"issue.updated","timestamp":"2026-06-15T08:00:00Z","data":{"issue":{"subject":")" +
      std::string(20'000, 'x') + "\"}}}";
  const auto send = [&](const std::string& signed_by) {
    httplib::Client client("127.0.0.1", listener_->port());
    const auto answer =
        client.Post("/webhooks", {{"X-Redmine-Signature-256", signed_by}}, text, "application/json");
    return answer ? answer->status : 0;
  };
  EXPECT_EQ(send(""), 401);
  EXPECT_EQ(woken_, 0);
  EXPECT_EQ(send(signature(text)), 204);
  EXPECT_EQ(send(signature(text)), 409);
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

std::int64_t attempts() {
  const char* text = std::getenv("ESTAFETA_ATTEMPTS");
  return text == nullptr ? 4'000 : std::strtoll(text, nullptr, 10);
}

long resident_kb() {
  std::ifstream statm("/proc/self/statm");
  long all = 0, resident = 0;
  statm >> all >> resident;
  return resident * 4;
}

// ESTAFETA_ATTEMPTS=1000000 says how many (tests/README.md). Each is another one: forged, altered after it
// was signed, sent again, too old, too long, or no hint at all.
TEST_F(ListenerTest, AcceptsNoneOfManyBadHintsHoldsNoMoreMemoryForThemAndAnswersAGoodOneMeanwhile) {
  ASSERT_EQ(post("/hints", good_, signature(good_)), 204);
  const auto sent = std::to_string((now_ - base::Seconds(301)).time_since_epoch().count());
  const std::string old = R"({"id":"old","sent":)" + sent + "}", large(5'000, 'x');
  const auto attack = [&](std::int64_t n) {
    const auto forged = R"({"id":")" + std::to_string(n) + R"(","sent":)" +
                        std::to_string(now_.time_since_epoch().count()) + "}";
    switch (n % 6) {
      case 0:
        return post("/hints", forged, signature(forged, "guess " + std::to_string(n)));
      case 1:
        return post("/hints", forged, signature(good_));
      case 2:
        return post("/hints", good_, signature(good_));
      case 3:
        return post("/hints", old, signature(old));
      case 4:
        return post("/hints", large + std::to_string(n), signature(large));
      default:
        return post("/hints", std::string(static_cast<std::size_t>(n % 97), '{'), "sha256=");
    }
  };
  const auto all = attempts();
  std::atomic<std::int64_t> next = 0, accepted = 0, unanswered = 0;
  const auto work = [&](std::int64_t until) {
    std::vector<std::thread> attackers;
    for (int i = 0; i < 4; ++i) {
      attackers.emplace_back([&, until] {
        for (auto n = next++; n < until; n = next++) {
          const int status = attack(n);
          accepted += status / 100 == 2;
          unanswered += status == 0;
        }
      });
    }
    return attackers;
  };
  for (auto& one : work(all / 10)) one.join();
  next = all / 10;
  const long before = resident_kb();
  auto attackers = work(all);
  int good = 0;
  for (int i = 0; i < 20; ++i) {
    const auto hint = R"({"id":"good )" + std::to_string(i) + R"(","sent":)" +
                      std::to_string(now_.time_since_epoch().count()) + "}";
    good += post("/hints", hint, signature(hint)) == 204;
  }
  for (auto& one : attackers) one.join();
  EXPECT_EQ(accepted, 0);
  EXPECT_EQ(unanswered, 0);
  EXPECT_EQ(good, 20);
  EXPECT_EQ(woken_, 21);
  if (estafeta::testing::kMemoryIsOurs) EXPECT_LE(resident_kb() - before, 2 * 1024);
  std::printf(
      "%lld bad hints: %lld accepted, %lld without an answer; %ld kB resident, %ld after a tenth of them\n",
      static_cast<long long>(all), static_cast<long long>(accepted), static_cast<long long>(unanswered),
      resident_kb(), before);
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
