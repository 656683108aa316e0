#include "connector/base/stop.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <utility>

namespace estafeta::base {

namespace {

sigset_t asking() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

sigset_t asking_or_news() {
  sigset_t set = asking();
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

SignalStopper::SignalStopper() {
  const sigset_t set = asking_or_news();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void SignalStopper::wait(std::chrono::milliseconds time, bool for_news) {
  if (stopped_) return;
  const sigset_t set = for_news ? asking_or_news() : asking();
  const auto until = system_clock().steady() + time;
  for (auto left = time; true; left = std::max(until - system_clock().steady(), decltype(left)(0))) {
    timespec limit{};
    limit.tv_sec = left.count() / 1000;
    limit.tv_nsec = left.count() % 1000 * 1'000'000;
    const int signal = sigtimedwait(&set, nullptr, &limit);
    if (signal == SIGUSR1) return;
    if (signal == SIGHUP) {
      reload_asked_ = true;
      return;
    }
    if (signal > 0) {
      stopped_ = true;
      const sigset_t again = asking();
      pthread_sigmask(SIG_UNBLOCK, &again, nullptr);
      return;
    }
    if (errno != EINTR) return;
  }
}

bool SignalStopper::stopped() {
  wait(std::chrono::milliseconds(0), false);
  return stopped_;
}

bool SignalStopper::reload_asked() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGHUP);
  const timespec at_once{};
  if (sigtimedwait(&set, nullptr, &at_once) == SIGHUP) reload_asked_ = true;
  return std::exchange(reload_asked_, false);
}

void SignalStopper::sleep(std::chrono::milliseconds time) {
  wait(time, false);
}

void SignalStopper::nap(std::chrono::milliseconds time) {
  wait(time, true);
}

void SignalStopper::wake() {
  kill(getpid(), SIGUSR1);
}

}  // namespace estafeta::base
