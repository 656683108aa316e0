// Sends no more than so many requests a second: a decorator of any client, with clock and sleeper injected.
//
// Of several requests at once a second's worth goes out side by side, then it waits until that second is
// over. Not safe for several threads.
#pragma once

#include <chrono>
#include <cstddef>

#include "connector/base/time.h"
#include "connector/http/client.h"

namespace estafeta::http {

class PacedClient : public Client {
 public:
  // `a_second` is one at least.
  PacedClient(Client& inner, const base::Clock& clock, base::Sleeper& sleeper, std::size_t a_second);

  base::Result<Response> send(const Request& request) override;
  std::vector<base::Result<Response>> send_all(const std::vector<Request>& requests) override;

 private:
  // How many of `wanted` may go now, at least one; waits for it if need be.
  std::size_t admit(std::size_t wanted);

  Client& inner_;
  const base::Clock& clock_;
  base::Sleeper& sleeper_;
  std::size_t a_second_;
  std::size_t sent_ = 0;  // within the second that began at `began_`
  std::chrono::milliseconds began_{-1000};
};

}  // namespace estafeta::http
