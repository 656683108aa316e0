// What a service tells the manager that started it (systemd's sd_notify protocol): that it is ready, reads
// its files again, stops, and still lives; and where that manager hands over secrets. Where nobody asked for
// that, nothing happens.
//
// The only reader of the environment: the manager says there where it listens. Safe to call from any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "connector/base/time.h"

namespace estafeta::base {

class Supervisor {
 public:
  Supervisor();

  void ready() const;
  // Until ready() is told again.
  void reloading(const Clock& clock) const;
  void stopping() const;
  // It lives, and will say so again within that time; the manager gives it some more.
  void lives(std::chrono::milliseconds next) const;

 private:
  void tell(const std::string& lines) const;

  std::string socket_;  // empty: nobody listens
};

// The folder where it hands over secrets (systemd's LoadCredential); empty: it hands over none.
std::string credentials_folder();

}  // namespace estafeta::base
