#include "connector/trial/read_once_client.h"

#include <utility>

namespace estafeta::trial {

namespace {

std::string name_of(const http::Request& request) {
  std::string name = request.path;
  for (const auto& [key, value] : request.query) name += "&" + key + "=" + value;
  return name;
}

// What is kept of an answer: what was asked, then what came back.
std::string kept_text(const http::Request& request, const std::string& body) {
  return name_of(request) + "\n" + body;
}

std::optional<std::string> body_of(const std::string& kept, const http::Request& request) {
  const std::string asked = name_of(request) + "\n";
  if (!kept.starts_with(asked)) return std::nullopt;
  return kept.substr(asked.size());
}

// Lists change while they are read; each page is asked for.
bool is_list(const http::Request& request) {
  return request.path == "/issues.json";
}

}  // namespace

base::Result<std::size_t> ReadOnceClient::kept() const {
  std::size_t count = 0;
  const auto done = store_.each_incident([&](const store::IncidentRecord& record) {
    const auto expected = expected_.find(path(record.issue));
    if (expected != expected_.end() && expected->second.updated == record.updated) ++count;
  });
  if (!done.ok()) return base::fail(done);
  return count;
}

base::Result<http::Response> ReadOnceClient::send(const http::Request& request) {
  return std::move(send_all({request}).front());
}

std::vector<base::Result<http::Response>> ReadOnceClient::send_all(
    const std::vector<http::Request>& requests) {
  std::vector<base::Result<http::Response>> answers(requests.size(), http::Response{});
  std::vector<std::size_t> places;
  std::vector<http::Request> asked;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (requests[i].method != http::Method::get) {
      answers[i] = base::fail(base::Code::internal, base::Phrase("try.writes_nothing"));
    } else if (auto known = remembered(requests[i])) {
      answers[i] = std::move(*known);
    } else {
      places.push_back(i);
      asked.push_back(requests[i]);
    }
  }
  if (asked.empty()) return answers;
  auto fresh = inner_.send_all(asked);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (fresh[i]) {
      if (auto done = remember(asked[i], *fresh[i]); !done.ok()) fresh[i] = base::fail(std::move(done));
    }
    answers[places[i]] = std::move(fresh[i]);
  }
  return answers;
}

std::optional<base::Result<http::Response>> ReadOnceClient::remembered(const http::Request& request) const {
  const auto expected = expected_.find(request.path);
  if (expected == expected_.end()) {
    const auto known = answers_.find(name_of(request));
    if (known == answers_.end()) return std::nullopt;
    return known->second;
  }
  const auto record = store_.incident(expected->second.id);
  if (!record) return base::fail(record.error());
  if (!*record || (*record)->updated != expected->second.updated) return std::nullopt;
  auto body = body_of((*record)->facts, request);
  if (!body) return std::nullopt;
  return http::Response{200, {}, std::move(*body)};
}

base::Status ReadOnceClient::remember(const http::Request& request, const http::Response& response) {
  const auto expected = expected_.find(request.path);
  if (expected == expected_.end()) {
    const bool is_answer = response.status == 200 || response.status == 403 || response.status == 404;
    if (is_answer && !is_list(request)) answers_[name_of(request)] = response;
    return {};
  }
  if (response.status != 200) return {};
  const auto& row = expected->second;
  return store_.set_incident({row.id, row.updated, kept_text(request, response.body), "{}"});
}

}  // namespace estafeta::trial
