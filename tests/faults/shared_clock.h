// A clock that several processes tell the time by, and that any of them can put forward.
//
// It stands in memory that is shared with processes forked later. Safe for all of them.
#pragma once

#include <atomic>
#include <cstdint>

#include "connector/base/time.h"

namespace estafeta::testing {

class SharedClock : public base::Clock, public base::Sleeper {
 public:
  explicit SharedClock(base::Instant start);
  ~SharedClock() override;
  SharedClock(const SharedClock&) = delete;
  SharedClock& operator=(const SharedClock&) = delete;

  base::Instant now() const override;
  std::chrono::milliseconds steady() const override { return std::chrono::milliseconds(time_->load()); }
  void sleep(std::chrono::milliseconds time) override { *time_ += time.count(); }

 private:
  std::atomic<std::int64_t>* time_;  // milliseconds since 1970
};

}  // namespace estafeta::testing
