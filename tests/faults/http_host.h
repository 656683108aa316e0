// Serves an http::Client to other processes, over sockets of the loopback, and lets whoever owns it stop or
// kill them at any request.
//
// One thread: it serves while serve() runs.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "connector/http/client.h"

namespace estafeta::testing {

class HttpHost {
 public:
  // What becomes of a request; without an answer its connection is closed. Who asked may have been stopped or
  // killed meanwhile: what it is sent then waits for it, or is lost.
  enum class Fate { ignored, done, answered };
  using Decide = std::function<Fate(const http::Request&)>;

  // It must outlive the host.
  explicit HttpHost(http::Client& inner);
  ~HttpHost();
  HttpHost(const HttpHost&) = delete;
  HttpHost& operator=(const HttpHost&) = delete;

  const std::string& url() const { return url_; }
  // From now on an answer is sent so long after its request came; others are answered meanwhile.
  void answer_after(std::chrono::milliseconds time) { delay_ = time; }

  // Waits until one of these files can be read (true), or nothing has come for so long (false; zero: for as
  // long as it takes). `decide` is asked of each request that comes meanwhile.
  bool serve(const std::vector<int>& files, std::chrono::microseconds patience, const Decide& decide);

 private:
  struct Connection {
    int socket;
    std::string text = {};
  };

  struct Answer {
    std::chrono::steady_clock::time_point due;
    int socket;
    std::string text;
  };

  void close(Connection& connection);
  void answer(Connection& connection, const Decide& decide);
  // What is due; how long until the next one is.
  std::optional<std::chrono::nanoseconds> send_due();

  http::Client& inner_;
  int listener_;
  std::string url_;
  std::vector<Connection> connections_;
  std::chrono::milliseconds delay_{0};
  std::deque<Answer> waiting_;  // in the order in which they are due
};

}  // namespace estafeta::testing
