// Takes requests whole before anybody works on them, so that a thousand who send theirs byte by byte, or
// never, keep no thread from those who mean it.
//
// One thread looks after all connections: each has one request of bounded size and a bounded time to send it,
// and the same time to take the answer. Where there are too many, the one that has been sending longest makes
// room. Whole requests are answered by a few other threads. One request a connection. open() and the end
// belong to one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "connector/base/status.h"

namespace estafeta::service {

struct FrontLimits {
  std::size_t head = 16 * 1024;
  std::size_t body = 64 * 1024;
  std::size_t connections = 256;
  std::chrono::milliseconds time{5'000};
  int threads = 4;
};

class Front {
 public:
  // The bytes of a whole HTTP request to those of its answer; called from several threads. Empty: the
  // connection is closed without one.
  using Answer = std::function<std::string(const std::string& request)>;

  // Port 0: one that is free. unavailable: the address cannot be used.
  static base::Result<std::unique_ptr<Front>> open(const std::string& host, int port, Answer answer,
                                                   FrontLimits limits = {});
  // The work on an answer is waited for; nobody gets it any more.
  ~Front();
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  int port() const;

 private:
  class Desk;
  explicit Front(std::unique_ptr<Desk> desk);
  std::unique_ptr<Desk> desk_;
};

}  // namespace estafeta::service
