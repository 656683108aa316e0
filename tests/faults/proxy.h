// A proxy between Estafeta and its tracker that lets one request, or a few in a row of one kind, come to
// something else than it should.
//
// Waits are the clock's. One thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/http/client.h"
#include "tests/faults/outcome.h"

namespace estafeta::testing {

// Thrown where the service's process dies; what the disk held then was saved before.
struct Died {};

struct Fault {
  std::string site;  // call_site.h
  int nth = 1;       // of the requests of that kind
  int times = 1;     // in a row
  Outcome outcome = Outcome::refused;
};

class Proxy : public http::Client {
 public:
  // `dies` is called right before a death. All must outlive it.
  Proxy(http::Client& inner, base::ManualClock& clock, std::function<void()> dies)
      : inner_(inner), clock_(clock), dies_(std::move(dies)) {}

  void play(Fault fault) { fault_ = std::move(fault); }
  // In calm nothing is played, and nothing counted.
  void set_calm(bool calm) { is_calm_ = calm; }
  // How often a fault was played, and how many requests of each kind there were.
  int played() const { return played_; }
  const std::map<std::string, int>& seen() const { return seen_; }

  base::Result<http::Response> send(const http::Request& request) override;
  std::vector<base::Result<http::Response>> send_all(const std::vector<http::Request>& requests) override;

 private:
  using Answer = base::Result<http::Response>;

  Answer outcome_of(Outcome outcome, const http::Request& request);
  Answer answered(const http::Request& request);
  Answer unanswered(const http::Request& request, bool taken, const char* why);
  [[noreturn]] void die();

  http::Client& inner_;
  base::ManualClock& clock_;
  std::function<void()> dies_;
  std::optional<Fault> fault_;
  bool is_calm_ = false;
  int played_ = 0;
  std::map<std::string, int> seen_;
  std::map<std::string, http::Response> before_;  // answers, by what was asked
};

}  // namespace estafeta::testing
