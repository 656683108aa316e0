#include "connector/http/breaker.h"

#include <algorithm>
#include <iterator>

namespace estafeta::http {

namespace {

using std::chrono::milliseconds;

bool is_unanswered(const base::Result<Response>& answer) {
  if (!answer) return answer.error().cause() != base::Cause::stopped;
  return answer->status >= 502 && answer->status <= 504;
}

}  // namespace

BreakerClient::Standing BreakerClient::standing() const {
  if (failures_ < policy_.failures) return Standing::closed;
  return clock_.steady() < until_ ? Standing::open : Standing::probing;
}

void BreakerClient::learn(const base::Result<Response>& answer) {
  if (!is_unanswered(answer)) {
    failures_ = 0;
    last_.reset();
    return;
  }
  last_ = answer;
  if (++failures_ < policy_.failures) return;
  // Between half of it and all: clients that lost the server together do not come back together.
  const int doubled = std::min(failures_ - policy_.failures, 20);
  const auto longest = std::min<milliseconds>(policy_.cap, policy_.base * (std::int64_t{1} << doubled));
  const double share = 0.5 + chance_() / 2;
  until_ =
      clock_.steady() + milliseconds(static_cast<std::int64_t>(share * static_cast<double>(longest.count())));
}

// A write was surely not taken, as it was not sent.
base::Result<Response> BreakerClient::refusal(const Request& request) const {
  if (is_idempotent(request)) return *last_;
  return base::fail(base::Code::unavailable, base::Phrase("http.left_alone"), base::Cause::not_sent);
}

base::Result<Response> BreakerClient::send(const Request& request) {
  if (standing() == Standing::open) return refusal(request);
  auto answer = inner_.send(request);
  learn(answer);
  return answer;
}

std::vector<base::Result<Response>> BreakerClient::send_all(const std::vector<Request>& requests) {
  std::vector<base::Result<Response>> answers;
  auto next = requests.begin();
  if (standing() == Standing::probing && next != requests.end()) answers.push_back(send(*next++));
  if (standing() != Standing::closed) {
    std::transform(next, requests.end(), std::back_inserter(answers),
                   [this](const Request& request) { return refusal(request); });
    return answers;
  }
  auto rest = inner_.send_all({next, requests.end()});
  for (auto& answer : rest) learn(answer);
  std::move(rest.begin(), rest.end(), std::back_inserter(answers));
  return answers;
}

}  // namespace estafeta::http
