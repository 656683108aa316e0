#include "connector/store/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "connector/store/own_process.h"

namespace estafeta::store {

namespace {

std::string read_holder(int descriptor) {
  std::array<char, 512> buffer{};
  const ssize_t size = pread(descriptor, buffer.data(), buffer.size() - 1, 0);
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string("?");
}

base::Phrase cannot_lock(const std::string& file) {
  return base::Phrase("store.cannot_lock", {{"file", file}, {"why", std::string(std::strerror(errno))}});
}

}  // namespace

base::Result<FileLock> FileLock::take(const std::string& path) {
  const std::string file = path + ".lock";
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return base::fail(base::Code::unavailable, cannot_lock(file));
  FileLock lock(descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return base::fail(base::Code::unavailable, cannot_lock(file));
    const std::string holder = read_holder(descriptor);
    const auto space = holder.find(' ');
    return base::fail(
        base::Code::held,
        base::Phrase("store.held",
                     {{"file", path},
                      {"pid", holder.substr(0, space)},
                      {"command", space == std::string::npos ? std::string() : holder.substr(space + 1)}}));
  }
  const auto own = own_process();
  const std::string text = std::to_string(own.id) + " " + own.command;
  if (ftruncate(descriptor, 0) != 0 ||
      pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    return base::fail(base::Code::unavailable, cannot_lock(file));
  }
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace estafeta::store
