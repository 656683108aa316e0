// Tells of each exchange, answered or not: a decorator of any client, clock injected.
//
// What a request is for is told by the first word of its path, which is a word of the tracker's interface and
// never an id or a name. Not safe for several threads.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "connector/base/time.h"
#include "connector/http/client.h"

namespace estafeta::http {

struct Exchange {
  Method method = Method::get;
  std::string kind;                   // `issues`, `estafeta`
  int status = 0;                     // 0: no answer
  std::chrono::milliseconds took{0};  // of several side by side, of all of them

  friend bool operator==(const Exchange&, const Exchange&) = default;
};

using TellExchange = std::function<void(const Exchange&)>;

class ToldClient : public Client {
 public:
  // Both references must outlive it.
  ToldClient(Client& inner, const base::Clock& clock, TellExchange tell)
      : inner_(inner), clock_(clock), tell_(std::move(tell)) {}

  base::Result<Response> send(const Request& request) override;
  std::vector<base::Result<Response>> send_all(const std::vector<Request>& requests) override;

 private:
  void tell(const Request& request, const base::Result<Response>& answer, std::chrono::milliseconds took);

  Client& inner_;
  const base::Clock& clock_;
  TellExchange tell_;
};

}  // namespace estafeta::http
