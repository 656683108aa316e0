// Takes hints over HTTP, `POST /hints`, beside the thread that decides: a good one wakes it.
//
// For a loopback address or a network of one's own; it speaks no TLS. What is asked has a second or two and a
// few kilobytes, so that nobody can hold it up. open() and the end belong to one thread.
#pragma once

#include <functional>
#include <memory>

#include "connector/base/status.h"
#include "connector/config/settings.h"
#include "connector/service/listener/hints.h"

namespace estafeta::service {

class Listener {
 public:
  // `wake` is called from other threads, one at a time or several. Port 0: one that is free. unavailable: the
  // address cannot be used. `hints` must outlive it.
  static base::Result<std::unique_ptr<Listener>> open(const config::ListenerSettings& settings, Hints& hints,
                                                      std::function<void()> wake);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port() const;

 private:
  struct Server;
  explicit Listener(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

}  // namespace estafeta::service
