#include "connector/base/stop.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace estafeta::base {

namespace {

sigset_t asking() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

SignalStopper::SignalStopper() {
  const sigset_t set = asking();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

void SignalStopper::wait(std::chrono::milliseconds time) {
  if (stopped_) return;
  const sigset_t set = asking();
  const auto until = system_clock().steady() + time;
  for (auto left = time; true; left = std::max(until - system_clock().steady(), decltype(left)(0))) {
    timespec limit{};
    limit.tv_sec = left.count() / 1000;
    limit.tv_nsec = left.count() % 1000 * 1'000'000;
    if (sigtimedwait(&set, nullptr, &limit) > 0) {
      stopped_ = true;
      pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
      return;
    }
    if (errno != EINTR) return;
  }
}

bool SignalStopper::stopped() {
  wait(std::chrono::milliseconds(0));
  return stopped_;
}

void SignalStopper::sleep(std::chrono::milliseconds time) {
  wait(time);
}

}  // namespace estafeta::base
