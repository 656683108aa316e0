// Answers the tracker's plugin over HTTP, beside the thread that decides: `POST /hints`, of which a good one
// wakes it, as does Redmine 7's own webhook at `POST /webhooks`; signed in the same way, `POST /preview` asks
// what a change would be, `POST /report` for the report of a client's month, and `POST /sign-off` has a month
// signed, which wakes it too.
//
// Whoever may reach it may GET what the service says of itself, such as its health; nothing of that is
// secret. For a loopback address or a network of one's own; it speaks no TLS. What is asked has a second or
// two and a few kilobytes, so that nobody can hold it up. open() and the end belong to one thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "connector/base/status.h"
#include "connector/config/settings.h"
#include "connector/service/listener/hints.h"

namespace estafeta::service {

class Listener {
 public:
  // What the service says of itself.
  struct Page {
    int status = 200;
    std::string type;
    std::string text;
  };
  // What is done for a good request; called from other threads, one at a time or several.
  struct Answers {
    std::function<void()> wake;
    std::function<std::string(const std::string& request)> preview;      // JSON, both
    std::function<std::string(const std::string& request)> report = {};  // likewise
    std::function<base::Status(const std::string& request)> sign_off = {};
    std::map<std::string, std::function<Page()>> pages = {};  // by path
    std::function<void(HintVerdict)> judged = {};             // told of each request that had to be signed
  };
  // Port 0: one that is free. unavailable: the address cannot be used. `hints` must outlive it.
  static base::Result<std::unique_ptr<Listener>> open(const config::ListenerSettings& settings, Hints& hints,
                                                      Answers answers);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port() const;

 private:
  struct Server;
  explicit Listener(std::unique_ptr<Server> server);
  std::unique_ptr<Server> server_;
};

}  // namespace estafeta::service
