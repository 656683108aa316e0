#include "tests/faults/proxy.h"

#include <algorithm>

#include "connector/document/json.h"
#include "tests/faults/call_site.h"

namespace estafeta::testing {
namespace {

using document::Node;
using http::Request;
using http::Response;

constexpr std::chrono::seconds kPatience{60};  // of the client
constexpr std::chrono::seconds kSlow{50};
constexpr std::size_t kTooDeep = 100'000;

std::string asked(const Request& request) {
  std::string text = request.path;
  for (const auto& [name, value] : request.query) text += '&' + name + '=' + value;
  return text;
}

// Every list of that name, anywhere, is changed.
template <typename Change>
void change_lists(Node& node, const std::string& name, const Change& change) {
  for (auto& item : node.items) change_lists(item, name, change);
  for (auto& [key, value] : node.entries) {
    if (key.text == name && value.is_list()) change(value.items);
    change_lists(value, name, change);
  }
}

template <typename Change>
Response with_lists(Response response, const std::string& name, const Change& change) {
  auto node = document::parse_json(response.body, "answer", {.bytes = 32 << 20, .depth = 32});
  if (!node) return response;
  change_lists(*node, name, change);
  response.body = document::to_json(*node);
  return response;
}

Response an_hour_ahead(Response response, const base::Clock& clock) {
  for (auto& [name, value] : response.headers) {
    if (name != "date") continue;
    const auto hour = base::format_instant(clock.now() + std::chrono::hours(1)).substr(11, 8);
    value.replace(value.size() - 12, 8, hour);
  }
  return response;
}

}  // namespace

std::vector<Proxy::Answer> Proxy::send_all(const std::vector<Request>& requests) {
  std::vector<Answer> answers;
  for (const auto& request : requests) answers.push_back(send(request));
  return answers;
}

Proxy::Answer Proxy::send(const Request& request) {
  if (is_calm_) return answered(request);
  const auto site = call_site(request);
  const int nth = ++seen_[site];
  const bool is_meant = fault_ && fault_->site == site && nth >= fault_->nth &&
                        nth < fault_->nth + fault_->times && is_possible(fault_->outcome, site);
  if (!is_meant) return answered(request);
  ++played_;
  return outcome_of(fault_->outcome, request);
}

Proxy::Answer Proxy::answered(const Request& request) {
  auto answer = inner_.send(request);
  if (answer && request.method == http::Method::get) before_[asked(request)] = *answer;
  return answer;
}

Proxy::Answer Proxy::unanswered(const Request& request, bool taken, const char* why) {
  if (taken) static_cast<void>(answered(request));
  const bool reads = request.method == http::Method::get;
  return base::fail(base::Code::unavailable, base::Phrase(reads ? why : "http.write_unanswered",
                                                          {{"url", std::string("https://tracker.example")},
                                                           {"why", std::string("fault")}}));
}

void Proxy::die() {
  dies_();
  throw Died{};
}

Proxy::Answer Proxy::outcome_of(Outcome outcome, const Request& request) {
  const auto status = [](int number, http::Pairs headers = {}, std::string body = "") {
    return Response{number, std::move(headers), std::move(body)};
  };
  switch (outcome) {
    case Outcome::refused:
      return base::fail(base::Code::unavailable,
                        base::Phrase("http.unreachable", {{"url", std::string("https://tracker.example")},
                                                          {"why", std::string("fault")}}),
                        base::Cause::not_sent);
    case Outcome::reset_before:
      return unanswered(request, false, "http.cut_short");
    case Outcome::reset_after:
      return unanswered(request, true, "http.cut_short");
    case Outcome::timed_out_before:
      clock_.sleep(kPatience);
      return unanswered(request, false, "http.timed_out");
    case Outcome::timed_out_after:
      static_cast<void>(answered(request));
      clock_.sleep(kPatience);
      return unanswered(request, false, "http.timed_out");
    case Outcome::unauthorized:
      return status(401);
    case Outcome::forbidden:
      return status(403);
    case Outcome::not_found:
      return status(404);
    case Outcome::conflict:
      return status(409);
    case Outcome::precondition_failed:
      return status(412);
    case Outcome::unprocessable:
      return status(422, {}, R"({"errors":["Something is invalid"]})");
    case Outcome::unprocessable_in_silence:
      return status(422);
    case Outcome::too_many:
      return status(429);
    case Outcome::too_many_for_two_minutes:
      return status(429, {{"retry-after", "120"}});
    case Outcome::broken_before:
      return status(500);
    case Outcome::broken_after:
      static_cast<void>(answered(request));
      return status(500);
    case Outcome::bad_gateway:
      return status(502);
    case Outcome::unavailable:
      return status(503);
    case Outcome::gateway_timed_out:
      static_cast<void>(answered(request));
      clock_.sleep(kPatience);
      return status(504);
    case Outcome::cut_short: {
      auto answer = answered(request);
      if (answer) answer->body.resize(answer->body.size() / 2);
      return answer;
    }
    case Outcome::slow:
      clock_.sleep(kSlow);
      return answered(request);
    case Outcome::redirected:
      return status(302, {{"location", "https://elsewhere.example/login"}});
    case Outcome::answered_in_html:
      return status(200, {{"content-type", "text/html"}}, "<html><body>Please log in</body></html>");
    case Outcome::answered_with_nothing:
      return status(200, {}, R"({"issues":[],"total_count":0})");
    case Outcome::too_large:
      static_cast<void>(answered(request));
      return base::fail(base::Code::unavailable,
                        base::Phrase("http.answer_too_long", {{"url", std::string("https://tracker.example")},
                                                              {"bytes", std::int64_t{32 << 20}}}));
    case Outcome::too_deep:
      static_cast<void>(answered(request));
      return status(200, {}, std::string(kTooDeep, '['));
    case Outcome::stale: {
      const auto before = before_.find(asked(request));
      return before == before_.end() ? answered(request) : Answer(before->second);
    }
    case Outcome::doubled: {
      auto answer = answered(request);
      if (!answer) return answer;
      return with_lists(std::move(*answer), "issues", [](std::vector<Node>& rows) {
        const auto once = rows;
        rows.insert(rows.end(), once.begin(), once.end());
      });
    }
    case Outcome::reordered: {
      auto answer = answered(request);
      if (!answer) return answer;
      return with_lists(std::move(*answer), "journals",
                        [](std::vector<Node>& entries) { std::reverse(entries.begin(), entries.end()); });
    }
    case Outcome::an_hour_ahead: {
      auto answer = answered(request);
      return answer ? Answer(an_hour_ahead(std::move(*answer), clock_)) : answer;
    }
    case Outcome::delivered_twice: {
      auto answer = answered(request);
      static_cast<void>(answered(request));
      return answer;
    }
    case Outcome::killed_before:
      die();
    case Outcome::killed_after:
      static_cast<void>(answered(request));
      die();
  }
  return answered(request);
}

}  // namespace estafeta::testing
