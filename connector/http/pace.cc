#include "connector/http/pace.h"

#include <algorithm>
#include <iterator>

namespace estafeta::http {

namespace {

constexpr std::chrono::milliseconds kSecond{1000};

}  // namespace

PacedClient::PacedClient(Client& inner, const base::Clock& clock, base::Sleeper& sleeper,
                         std::size_t a_second)
    : inner_(inner), clock_(clock), sleeper_(sleeper), a_second_(std::max<std::size_t>(a_second, 1)) {}

std::size_t PacedClient::admit(std::size_t wanted) {
  const auto since = clock_.steady() - began_;
  if (since < kSecond && sent_ >= a_second_) sleeper_.sleep(kSecond - since);
  if (clock_.steady() - began_ >= kSecond) {
    began_ = clock_.steady();
    sent_ = 0;
  }
  const std::size_t admitted = std::min(wanted, a_second_ - std::min(sent_, a_second_ - 1));
  sent_ += admitted;
  return admitted;
}

base::Result<Response> PacedClient::send(const Request& request) {
  admit(1);
  return inner_.send(request);
}

std::vector<base::Result<Response>> PacedClient::send_all(const std::vector<Request>& requests) {
  std::vector<base::Result<Response>> answers;
  for (auto next = requests.begin(); next != requests.end();) {
    const auto end = next + static_cast<std::ptrdiff_t>(
                                admit(static_cast<std::size_t>(std::distance(next, requests.end()))));
    auto some = inner_.send_all({next, end});
    std::move(some.begin(), some.end(), std::back_inserter(answers));
    next = end;
  }
  return answers;
}

}  // namespace estafeta::http
