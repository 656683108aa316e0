#include "connector/base/supervisor.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>

namespace estafeta::base {

namespace {

// What one step between two signs of life may take: a request of the tracker and its repetitions, several
// times.
constexpr std::chrono::minutes kStepMayTake{15};

}  // namespace

Supervisor::Supervisor() {
  const char* socket = std::getenv("NOTIFY_SOCKET");
  if (socket != nullptr) socket_ = socket;
}

std::string credentials_folder() {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  return folder == nullptr ? "" : folder;
}

void Supervisor::ready() const {
  tell("READY=1");
}

void Supervisor::reloading(const Clock& clock) const {
  const auto now = std::chrono::microseconds(clock.steady());
  tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count()));
}

void Supervisor::stopping() const {
  tell("STOPPING=1");
}

void Supervisor::lives(std::chrono::milliseconds next) const {
  const auto time = std::chrono::microseconds(next + kStepMayTake);
  tell("WATCHDOG_USEC=" + std::to_string(time.count()) + "\nWATCHDOG=1");
}

void Supervisor::tell(const std::string& lines) const {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
  socket_.copy(address.sun_path, socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';  // the abstract namespace
  const int from = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (from < 0) return;
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  // Nothing is worth a wait or a failure here.
  ::sendto(from, lines.data(), lines.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
           reinterpret_cast<sockaddr*>(&address), size);
  ::close(from);
}

}  // namespace estafeta::base
