// Leaves a server alone that does not answer: a decorator of any client, with clock and chance injected.
//
// After several requests in a row without an answer (no connection, too late, 502 to 504) nothing is sent any
// more, and each request is given the last of these answers, until a pause is over; pauses double. Then one
// request is sent to see: answered, all goes on as before; unanswered, the next pause begins. A 500 is an
// answer: one page that cannot be made says nothing of the others. Not safe for several threads.
#pragma once

#include <chrono>
#include <optional>

#include "connector/base/time.h"
#include "connector/http/client.h"
#include "connector/http/retry.h"

namespace estafeta::http {

struct BreakerPolicy {
  int failures = 3;  // in a row
  std::chrono::milliseconds base{1'000};
  std::chrono::milliseconds cap{60'000};
};

class BreakerClient : public Client {
 public:
  // Both references must outlive it.
  BreakerClient(Client& inner, const base::Clock& clock, Chance chance, BreakerPolicy policy = {})
      : inner_(inner), clock_(clock), chance_(std::move(chance)), policy_(policy) {}

  base::Result<Response> send(const Request& request) override;
  std::vector<base::Result<Response>> send_all(const std::vector<Request>& requests) override;

 private:
  enum class Standing { closed, open, probing };

  Standing standing() const;
  void learn(const base::Result<Response>& answer);
  base::Result<Response> refusal(const Request& request) const;

  Client& inner_;
  const base::Clock& clock_;
  Chance chance_;
  BreakerPolicy policy_;
  int failures_ = 0;                            // one after another
  std::optional<base::Result<Response>> last_;  // of them
  std::chrono::milliseconds until_{0};          // of the pause, by the steady clock
};

}  // namespace estafeta::http
