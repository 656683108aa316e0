#include "connector/tracker/redmine/rest.h"

#include "connector/document/json.h"
#include "connector/http/answer.h"
#include "connector/tracker/redmine/errors.h"

namespace estafeta::tracker::redmine {

namespace {

constexpr document::Limits kLimits{.bytes = 32 << 20, .depth = 32};
constexpr int kPage = 100;  // more is cut down by Redmine without a word

http::Request getting(const std::string& path, http::Pairs query) {
  http::Request request;
  request.path = path;
  request.query = std::move(query);
  return request;
}

constexpr auto kBelieved = std::chrono::minutes(10);

}  // namespace

std::string issue_path(base::IssueId id) {
  return "/issues/" + base::to_string(id) + ".json";
}

http::Request history_request(base::IssueId id) {
  return getting(issue_path(id),
                 {{"include", "journals,children,relations,attachments,watchers,allowed_statuses"}});
}

base::Result<http::Response> Rest::send(const http::Request& request) {
  return http_.send(request);
}

base::Result<document::Node> Rest::understood(const http::Request& request,
                                              base::Result<http::Response> answer) {
  if (!answer) return base::fail(answer.error());
  if (const std::string* date = answer->header("date")) {
    server_time_ = http::parse_http_date(*date);
    if (server_time_) heard_time(*server_time_);
  }
  if (const std::string* version = answer->header("x-estafeta-settings")) entered_version_ = *version;
  if (auto status = meaning_of(request, *answer); !status.ok()) return base::fail(std::move(status));
  if (answer->status == 204 || answer->body.empty()) return document::Node{};
  auto node = document::parse_json(answer->body, request.path, kLimits);
  if (!node) return base::fail(not_understood(request.path));
  return std::move(*node);
}

base::Result<document::Node> Rest::get(const std::string& path, http::Pairs query) {
  const auto request = getting(path, std::move(query));
  return understood(request, send(request));
}

std::vector<base::Result<document::Node>> Rest::get_all(const std::vector<http::Request>& requests) {
  auto answers = http_.send_all(requests);
  std::vector<base::Result<document::Node>> nodes;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    nodes.push_back(understood(requests[i], std::move(answers[i])));
  }
  return nodes;
}

base::Result<std::vector<document::Node>> Rest::list(const std::string& path, const std::string& key,
                                                     http::Pairs query) {
  std::vector<document::Node> items;
  query.emplace_back("limit", std::to_string(kPage));
  query.emplace_back("offset", "");
  while (true) {
    query.back().second = std::to_string(items.size());
    auto page = get(path, query);
    if (!page) return base::fail(page.error());
    const auto* list = page->find(key);
    if (list == nullptr || !list->is_list()) return base::fail(not_understood(path));
    items.insert(items.end(), list->items.begin(), list->items.end());
    const auto* total = page->find("total_count");  // absent where the list is not paged
    const auto wanted = total == nullptr ? 0 : total->as_integer().value_or(0);
    if (list->items.empty() || static_cast<std::int64_t>(items.size()) >= wanted) return items;
  }
}

base::Result<document::Node> Rest::write(http::Method method, const std::string& path, std::string body) {
  ++writes_;
  http::Request request;
  request.method = method;
  request.path = path;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = std::move(body);
  return understood(request, send(request));
}

base::Result<std::string> Rest::upload(const std::string& name, const std::string& content) {
  http::Request request;
  request.method = http::Method::post;
  request.path = "/uploads.json";
  request.query = {{"filename", name}};
  request.headers = {{"Content-Type", "application/octet-stream"}};  // the only one Redmine takes here
  request.body = content;
  const auto node = understood(request, send(request));
  if (!node) return base::fail(refused_file(node.error(), name));
  const auto* upload = node->find("upload");
  const auto* token = upload == nullptr ? nullptr : upload->find("token");
  if (token == nullptr) return base::fail(not_understood(request.path));
  return token->text;
}

base::Result<std::string> Rest::download(const std::string& path) {
  const auto request = getting(path, {});
  auto answer = send(request);
  if (!answer) return base::fail(answer.error());
  if (auto status = meaning_of(request, *answer); !status.ok()) return base::fail(std::move(status));
  return std::move(answer->body);
}

void Rest::told_by_write(base::Instant now) {
  if (!server_time_) heard_time(now);
}

void Rest::heard_time(base::Instant now) {
  server_date_.emplace(now, clock_.steady());
}

std::optional<base::Seconds> Rest::clock_ahead() const {
  if (!server_date_) return std::nullopt;
  const auto& [told, at] = *server_date_;
  const auto since = std::chrono::duration_cast<base::Seconds>(clock_.steady() - at);
  // Longer ago it proves little: the steady clock stands while a machine sleeps.
  if (since > kBelieved) return std::nullopt;
  return clock_.now() - (told + since);
}

base::Instant Rest::server_time() const {
  return server_time_.value_or(clock_.now());
}

}  // namespace estafeta::tracker::redmine
