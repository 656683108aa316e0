// An exclusive lock on a file that says who holds it. Released when the process ends, however it ends.
#pragma once

#include <string>

#include "connector/base/status.h"

namespace estafeta::store {

class FileLock {
 public:
  // Takes `<path>.lock`. held: another process has it (its pid and command are in the phrase).
  static base::Result<FileLock> take(const std::string& path);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace estafeta::store
