// Sends what writes only as long as this process may still write: a decorator of any client.
//
// It is asked right before each request that may change something, so that a process that was stopped in the
// middle of its work asks when it wakes. What was sent before is not called back: a server may take it a
// moment later. Not safe for several threads.
#pragma once

#include <functional>

#include "connector/http/client.h"

namespace estafeta::http {

class FencedClient : public Client {
 public:
  using MayWrite = std::function<base::Status()>;

  // `inner` must outlive it.
  FencedClient(Client& inner, MayWrite may_write) : inner_(inner), may_write_(std::move(may_write)) {}

  // What may not be written fails as `may_write` says, with the cause not_sent.
  base::Result<Response> send(const Request& request) override;
  // All or nothing.
  std::vector<base::Result<Response>> send_all(const std::vector<Request>& requests) override;

 private:
  Client& inner_;
  MayWrite may_write_;
};

}  // namespace estafeta::http
