// A server of bare sockets on the loopback, for answers no proper server gives: cut short, late, twice.
//
// One thread; connections one after another unless kept open by the script. Stops with the object.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace estafeta::testing {

class WireServer {
 public:
  // `script` gets each request's text as it came and answers with the bytes to send; an empty answer closes
  // the connection without one, "hang" keeps it open in silence, a leading "!" closes it after the rest was
  // sent.
  using Script = std::function<std::string(const std::string& request)>;

  explicit WireServer(Script script) : script_(std::move(script)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 16);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }

  ~WireServer() {
    stop_ = true;
    thread_.join();
    ::close(listener_);
  }

  const std::string& url() const { return url_; }
  int connections() const { return connections_; }
  int requests() const { return requests_; }

 private:
  bool readable(int socket) const {
    pollfd wait{socket, POLLIN, 0};
    while (!stop_) {
      if (::poll(&wait, 1, 20) > 0) return true;
    }
    return false;
  }

  void serve() {
    while (readable(listener_)) {
      const int connection = ::accept(listener_, nullptr, nullptr);
      ++connections_;
      talk(connection);
      ::close(connection);
    }
  }

  // The request's head and body, or nothing when the other side closed, or when somebody else wants to
  // connect while `kept`, a connection on which one was answered already, is idle. A new one is waited for:
  // that its request is not there yet says nothing.
  std::string request_on(int connection, bool kept) const {
    std::string text;
    while (!complete(text)) {
      pollfd wait[2] = {{connection, POLLIN, 0}, {listener_, POLLIN, 0}};
      if (::poll(wait, 2, 20) < 0 || stop_) return {};
      if ((wait[0].revents & (POLLIN | POLLHUP)) != 0) {
        char buffer[4096];
        const auto length = ::recv(connection, buffer, sizeof buffer, 0);
        if (length <= 0) return {};
        text.append(buffer, static_cast<std::size_t>(length));
      } else if (kept && (wait[1].revents & POLLIN) != 0 && text.empty()) {
        return {};
      }
    }
    return text;
  }

  static bool complete(const std::string& text) {
    if (text.starts_with('\x16')) return true;  // somebody greets in TLS
    const auto head = text.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const auto length = text.find("Content-Length: ");
    const std::size_t body = length < head ? std::stoul(text.substr(length + 16)) : 0;
    return text.size() >= head + 4 + body;
  }

  void talk(int connection) {
    for (bool kept = false;; kept = true) {
      const std::string request = request_on(connection, kept);
      if (request.empty()) return;
      ++requests_;
      std::string answer = script_(request);
      if (answer.empty()) return;
      if (answer == "hang") {
        readable(connection);  // until the other side gives up
        return;
      }
      const bool close = answer.front() == '!';
      if (close) answer.erase(0, 1);
      ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
      if (close) return;
    }
  }

  Script script_;
  int listener_ = -1;
  std::string url_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> connections_ = 0;
  std::atomic<int> requests_ = 0;
  std::thread thread_;
};

inline std::string ok(const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" +
         body;
}

}  // namespace estafeta::testing
