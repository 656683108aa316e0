// Repeats what may be repeated: a decorator of any client, with clock, sleeper and chance injected.
//
// Only requests that change nothing are repeated, and writes that were surely not taken (no connection, 429).
// Waits rand(0, min(cap, base * 2^n)), or as long as Retry-After asks if that is bearable. A budget keeps
// repetitions below a share of all requests, so that a server in trouble is not pushed over. Asked to stop
// while it waits, it hands on what there is. Not safe for several threads.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "connector/base/time.h"
#include "connector/http/client.h"

namespace estafeta::http {

struct RetryPolicy {
  int attempts = 3;  // in all
  std::chrono::milliseconds base{500};
  std::chrono::milliseconds cap{8'000};
  std::chrono::seconds longest_wait{60};  // a longer Retry-After is handed on instead of waited for
  double budget = 0.2;                    // repetitions per request
  double savings = 3;                     // repetitions allowed at once after quiet times
};

// A number in [0, 1).
using Chance = std::function<double()>;

class RetryingClient : public Client {
 public:
  RetryingClient(Client& inner, const base::Clock& clock, base::Sleeper& sleeper, Chance chance,
                 RetryPolicy policy = {});

  base::Result<Response> send(const Request& request) override;
  std::vector<base::Result<Response>> send_all(const std::vector<Request>& requests) override;

 private:
  // How long to wait before the next attempt; nothing when there shall be none.
  std::optional<std::chrono::milliseconds> wait(const Request& request, const base::Result<Response>& answer,
                                                int attempt) const;
  bool spend();

  Client& inner_;
  const base::Clock& clock_;
  base::Sleeper& sleeper_;
  Chance chance_;
  RetryPolicy policy_;
  double saved_;
};

// A source seeded by the system, for the running service.
Chance random_chance();

}  // namespace estafeta::http
