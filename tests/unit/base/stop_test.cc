#include "connector/base/stop.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <csignal>

namespace estafeta::base {
namespace {

class Signals : public ::testing::TestWithParam<int> {};

TEST_P(Signals, EndTheSleepAndAreRemembered) {
  SignalStopper stopper;
  EXPECT_FALSE(stopper.stopped());
  pthread_kill(pthread_self(), GetParam());
  const auto before = system_clock().steady();
  stopper.sleep(std::chrono::hours(1));
  EXPECT_LT(system_clock().steady() - before, std::chrono::minutes(30));
  EXPECT_TRUE(stopper.stopped());
  EXPECT_TRUE(stopper.stopped());
}

INSTANTIATE_TEST_SUITE_P(ThatAskToEnd, Signals, ::testing::Values(SIGTERM, SIGINT));

TEST(News, EndANapButNoSleepAndAskNobodyToStop) {
  SignalStopper stopper;
  stopper.wake();
  stopper.wake();
  stopper.sleep(std::chrono::milliseconds(1));  // the news stay
  const auto before = system_clock().steady();
  stopper.nap(std::chrono::hours(1));
  EXPECT_LT(system_clock().steady() - before, std::chrono::minutes(30));
  EXPECT_FALSE(stopper.stopped());
  stopper.nap(std::chrono::milliseconds(1));  // all that came before is one piece of news
}

TEST(HangingUp, EndsANapAndAsksOnceToHaveFilesReadAgain) {
  SignalStopper stopper;
  EXPECT_FALSE(stopper.reload_asked());
  pthread_kill(pthread_self(), SIGHUP);
  const auto before = system_clock().steady();
  stopper.nap(std::chrono::hours(1));
  EXPECT_LT(system_clock().steady() - before, std::chrono::minutes(30));
  EXPECT_TRUE(stopper.reload_asked());
  EXPECT_FALSE(stopper.reload_asked());
  EXPECT_FALSE(stopper.stopped());
}

TEST(HangingUp, IsNotLostWhileNobodyNaps) {
  SignalStopper stopper;
  pthread_kill(pthread_self(), SIGHUP);
  stopper.sleep(std::chrono::milliseconds(1));
  EXPECT_FALSE(stopper.stopped());
  EXPECT_TRUE(stopper.reload_asked());
}

TEST(ASecondSignal, EndsTheProcessAtOnce) {
  EXPECT_EXIT(
      {
        SignalStopper stopper;
        pthread_kill(pthread_self(), SIGTERM);
        if (stopper.stopped()) pthread_kill(pthread_self(), SIGTERM);
        std::exit(0);
      },
      ::testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace estafeta::base
