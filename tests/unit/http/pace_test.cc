#include "connector/http/pace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/http/stub_client.h"

namespace estafeta::http {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;

// Notes when each request went out, and how many together.
class NotingClient : public testing::StubClient {
 public:
  explicit NotingClient(base::ManualClock& clock) : clock_(clock) {}

  std::vector<base::Result<Response>> send_all(const std::vector<Request>& requests) override {
    together.push_back(requests.size());
    return StubClient::send_all(requests);
  }
  base::Result<Response> send(const Request& request) override {
    times.push_back(clock_.steady());
    answer(200, request.path);
    return StubClient::send(request);
  }

  std::vector<std::size_t> together;
  std::vector<milliseconds> times;

 private:
  base::ManualClock& clock_;
};

class Pace : public ::testing::Test {
 protected:
  static std::vector<Request> requests(int count) {
    std::vector<Request> made(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) made[static_cast<std::size_t>(i)].path = "/" + std::to_string(i);
    return made;
  }

  // The most requests that went out within any second.
  std::ptrdiff_t busiest() const {
    std::ptrdiff_t most = 0;
    for (const auto begin : inner.times) {
      most = std::max(most, std::count_if(inner.times.begin(), inner.times.end(), [&](milliseconds at) {
                        return at >= begin && at < begin + milliseconds(1000);
                      }));
    }
    return most;
  }

  base::ManualClock clock{*base::parse_instant("2026-06-15T07:00:00Z")};
  NotingClient inner{clock};
};

TEST_F(Pace, SplitsManyRequestsIntoSecondsAndKeepsTheirOrder) {
  PacedClient client(inner, clock, clock, 4);
  const auto answers = client.send_all(requests(10));
  EXPECT_THAT(inner.together, ElementsAre(4, 4, 2));
  ASSERT_EQ(answers.size(), 10u);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(answers[static_cast<std::size_t>(i)]->body, "/" + std::to_string(i));
  EXPECT_EQ(inner.times.back() - inner.times.front(), milliseconds(2000));
}

TEST_F(Pace, WaitsOnlyWhenTheSecondIsFull) {
  PacedClient client(inner, clock, clock, 3);
  const auto begun = clock.steady();
  for (const auto& request : requests(3)) static_cast<void>(client.send(request));
  EXPECT_EQ(clock.steady(), begun);
  static_cast<void>(client.send(requests(1).front()));
  EXPECT_EQ(clock.steady() - begun, milliseconds(1000));
}

TEST_F(Pace, DoesNotWaitForWhatTookItsTimeAnyway) {
  PacedClient client(inner, clock, clock, 2);
  for (int i = 0; i < 6; ++i) {
    static_cast<void>(client.send(requests(1).front()));
    clock.sleep(milliseconds(600));
  }
  EXPECT_EQ(inner.times.back() - inner.times.front(), milliseconds(5 * 600));
}

TEST_F(Pace, NoRateIsEverPassedHoweverCallsAreMixed) {
  for (const std::size_t rate : {1u, 2u, 5u, 9u}) {
    inner.times.clear();
    clock.sleep(milliseconds(5000));
    PacedClient client(inner, clock, clock, rate);
    for (int i = 0; i < 30; ++i) {
      static_cast<void>(client.send_all(requests(i % 7)));
      static_cast<void>(client.send(requests(1).front()));
      clock.sleep(milliseconds(37 * (i % 5)));
    }
    EXPECT_LE(busiest(), static_cast<std::ptrdiff_t>(2 * rate - 1)) << rate;
  }
}

}  // namespace
}  // namespace estafeta::http
