#include "connector/http/retry.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <random>

#include "connector/http/answer.h"

namespace estafeta::http {

namespace {

bool worth_repeating(const Request& request, const base::Result<Response>& answer) {
  if (!answer) {
    const auto cause = answer.error().cause();
    if (cause == base::Cause::tls_untrusted || cause == base::Cause::stopped) return false;
    if (answer.error().code() != base::Code::unavailable) return false;
    return is_idempotent(request) || surely_not_taken(answer.error());
  }
  if (answer->status == 429) return true;  // refused before it was looked at
  const bool failed = answer->status == 500 || (answer->status >= 502 && answer->status <= 504);
  return failed && is_idempotent(request);
}

}  // namespace

RetryingClient::RetryingClient(Client& inner, const base::Clock& clock, base::Sleeper& sleeper, Chance chance,
                               RetryPolicy policy)
    : inner_(inner),
      clock_(clock),
      sleeper_(sleeper),
      chance_(std::move(chance)),
      policy_(policy),
      saved_(policy.savings) {}

bool RetryingClient::spend() {
  if (saved_ < 1) return false;
  saved_ -= 1;
  return true;
}

std::optional<std::chrono::milliseconds> RetryingClient::wait(const Request& request,
                                                              const base::Result<Response>& answer,
                                                              int attempt) const {
  if (attempt + 1 >= policy_.attempts || !worth_repeating(request, answer)) return std::nullopt;
  if (answer) {
    if (const auto asked = retry_after(*answer, clock_.now())) {
      if (*asked > policy_.longest_wait) return std::nullopt;
      return *asked;
    }
  }
  const auto longest = std::min(policy_.cap, policy_.base * (1 << attempt));
  return std::chrono::milliseconds(
      static_cast<std::int64_t>(chance_() * static_cast<double>(longest.count())));
}

base::Result<Response> RetryingClient::send(const Request& request) {
  return send_all({request}).front();
}

std::vector<base::Result<Response>> RetryingClient::send_all(const std::vector<Request>& requests) {
  const double earned = policy_.budget * static_cast<double>(requests.size());
  saved_ = std::min(std::max(policy_.savings, earned), saved_ + earned);
  std::vector<base::Result<Response>> answers = inner_.send_all(requests);
  for (int attempt = 0; attempt + 1 < policy_.attempts; ++attempt) {
    std::vector<std::size_t> places;
    std::vector<Request> again;
    std::chrono::milliseconds pause{0};
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const auto time = wait(requests[i], answers[i], attempt);
      if (!time || !spend()) continue;
      pause = std::max(pause, *time);
      places.push_back(i);
      again.push_back(requests[i]);
    }
    if (again.empty()) break;
    const auto until = clock_.steady() + pause;
    sleeper_.sleep(pause);
    if (clock_.steady() < until) break;  // asked to stop
    auto second = inner_.send_all(again);
    for (std::size_t i = 0; i < places.size(); ++i) answers[places[i]] = std::move(second[i]);
  }
  return answers;
}

Chance random_chance() {
  auto engine = std::make_shared<std::mt19937_64>(std::random_device{}());
  return [engine] { return std::uniform_real_distribution<double>(0, 1)(*engine); };
}

}  // namespace estafeta::http
