// A stopper on a virtual clock: sleeping moves it, and at an instant it asks to stop.
#pragma once

#include <chrono>
#include <vector>

#include "connector/base/stop.h"
#include "connector/base/time.h"

namespace estafeta::testing {

class TimedStopper : public base::Stopper {
 public:
  TimedStopper(base::ManualClock& clock, base::Instant end) : clock_(clock), end_(end) {}
  bool stopped() override { return clock_.now() >= end_; }
  void sleep(std::chrono::milliseconds time) override {
    naps.push_back(time);
    clock_.sleep(time);
  }
  std::vector<std::chrono::milliseconds> naps;

 private:
  base::ManualClock& clock_;
  base::Instant end_;
};

}  // namespace estafeta::testing
