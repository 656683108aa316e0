#include "tests/faults/shared_clock.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace estafeta::testing {

SharedClock::SharedClock(base::Instant start) {
  void* page = ::mmap(nullptr, sizeof *time_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) std::abort();
  time_ = new (page) std::atomic<std::int64_t>(std::chrono::milliseconds(start.time_since_epoch()).count());
}

SharedClock::~SharedClock() {
  ::munmap(time_, sizeof *time_);
}

base::Instant SharedClock::now() const {
  return std::chrono::floor<base::Seconds>(std::chrono::sys_time<std::chrono::milliseconds>(steady()));
}

}  // namespace estafeta::testing
