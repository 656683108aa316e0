#include "tests/faults/http_host.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "tests/support/percent.h"

namespace estafeta::testing {
namespace {

constexpr const char* kLength = "Content-Length: ";
constexpr const char* kAgent = "User-Agent: ";

// How long the first request in that text is; 0: it is not there yet.
std::size_t length_of(const std::string& text) {
  const auto head = text.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  const auto told = text.find(kLength);
  const std::size_t body = told < head ? std::stoul(text.substr(told + std::string(kLength).size())) : 0;
  const auto whole = head + 4 + body;
  return text.size() < whole ? 0 : whole;
}

http::Method method_of(const std::string& name) {
  for (const auto method : {http::Method::post, http::Method::put, http::Method::del}) {
    if (name == to_string(method)) return method;
  }
  return http::Method::get;
}

http::Request request_of(const std::string& text) {
  http::Request request;
  std::istringstream line(text.substr(0, text.find("\r\n")));
  std::string method, target;
  line >> method >> target;
  request.method = method_of(method);
  const auto query = target.find('?');
  request.path = target.substr(0, query);
  std::istringstream pairs(query == std::string::npos ? "" : target.substr(query + 1));
  for (std::string pair; std::getline(pairs, pair, '&');) {
    const auto equal = std::min(pair.find('='), pair.size());
    request.query.emplace_back(unescaped(pair.substr(0, equal)),
                               unescaped(pair.substr(std::min(equal + 1, pair.size()))));
  }
  const auto agent = text.find(kAgent);
  if (agent != std::string::npos) {
    const auto begin = agent + std::string(kAgent).size();
    request.headers = {{"user-agent", text.substr(begin, text.find('\r', begin) - begin)}};
  }
  request.body = text.substr(text.find("\r\n\r\n") + 4);
  return request;
}

std::string text_of(const http::Response& response) {
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " -\r\n";
  for (const auto& [name, value] : response.headers) text += name + ": " + value + "\r\n";
  if (response.status != 204) text += kLength + std::to_string(response.body.size()) + "\r\n";
  return text + "\r\n" + response.body;
}

}  // namespace

HttpHost::HttpHost(http::Client& inner)
    : inner_(inner), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(::listen(listener_, 16), 0);
  socklen_t size = sizeof address;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

HttpHost::~HttpHost() {
  for (const auto& one : connections_) ::close(one.socket);
  ::close(listener_);
}

void HttpHost::close(Connection& connection) {
  std::erase_if(waiting_, [&](const auto& one) { return one.socket == connection.socket; });
  ::close(std::exchange(connection.socket, -1));
}

void HttpHost::answer(Connection& connection, const Decide& decide) {
  char buffer[16384];
  const auto received = ::recv(connection.socket, buffer, sizeof buffer, 0);
  if (received <= 0) return close(connection);
  connection.text.append(buffer, static_cast<std::size_t>(received));
  for (std::size_t length = 0; (length = length_of(connection.text)) > 0;) {
    const auto request = request_of(connection.text.substr(0, length));
    connection.text.erase(0, length);
    const auto fate = decide(request);
    if (fate == Fate::ignored) return close(connection);
    const auto text = text_of(*inner_.send(request));
    if (fate == Fate::done) return close(connection);
    waiting_.push_back({std::chrono::steady_clock::now() + delay_, connection.socket, text});
    if (delay_.count() == 0) send_due();
  }
}

std::optional<std::chrono::nanoseconds> HttpHost::send_due() {
  for (; !waiting_.empty(); waiting_.pop_front()) {
    const auto& [due, socket, text] = waiting_.front();
    if (const auto now = std::chrono::steady_clock::now(); due > now) return due - now;
    static_cast<void>(::send(socket, text.data(), text.size(), MSG_NOSIGNAL));
  }
  return std::nullopt;
}

bool HttpHost::serve(const std::vector<int>& files, std::chrono::microseconds patience,
                     const Decide& decide) {
  while (true) {
    const auto next = send_due();
    std::vector<pollfd> waits;
    for (const int file : files) waits.push_back({file, POLLIN, 0});
    waits.push_back({listener_, POLLIN, 0});
    for (const auto& one : connections_) waits.push_back({one.socket, POLLIN, 0});
    const bool is_patient = patience.count() == 0;
    const std::chrono::nanoseconds time = next.value_or(patience);
    const timespec moment{std::chrono::duration_cast<std::chrono::seconds>(time).count(),
                          (time % std::chrono::seconds(1)).count()};
    if (::ppoll(waits.data(), waits.size(), is_patient && !next ? nullptr : &moment, nullptr) == 0) {
      if (next) continue;
      return false;
    }
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      if (waits[files.size() + 1 + i].revents != 0) answer(connections_[i], decide);
    }
    std::erase_if(connections_, [](const auto& one) { return one.socket < 0; });
    if (waits[files.size()].revents != 0) connections_.push_back({::accept(listener_, nullptr, nullptr)});
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (waits[i].revents != 0) return true;
    }
  }
}

}  // namespace estafeta::testing
