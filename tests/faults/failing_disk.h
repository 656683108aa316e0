// A disk that fails: below SQLite, for every file that it opens while the object lives.
//
// What is written to it, or brought to it for good, fails with the error that a full or a broken disk gives.
// One at a time; one thread.
#pragma once

namespace estafeta::testing {

class FailingDisk {
 public:
  enum class Failure { full, broken };

  FailingDisk();
  ~FailingDisk();
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;

  // From the n-th write from now on (1: the next one) all fail.
  void fail_from(int nth, Failure failure);
  void mend();
  // How many writes failed so far.
  int failed() const;
};

}  // namespace estafeta::testing
