// What a process has of a store on a server: all of it, or a part in it. The rows that say so, for a Hold
// that keeps them renewed.
//
// Used under the hold's mutex, but for renew(), which takes no state of its own. SOCI's errors are thrown on.
#pragma once

#include <cstdint>

#include "connector/base/status.h"

namespace soci {
class session;
}

namespace estafeta::store {

class Stake {
 public:
  virtual ~Stake() = default;

  // Whether it is this process's still; then for a lease from now. `kept`: how much that others may want to
  // show is kept with it.
  virtual bool renew(soci::session& session, std::int64_t kept) = 0;
  virtual void release(soci::session& session) = 0;
  // Why it is not this process's any more.
  virtual base::Status lost(soci::session& session) = 0;
  // Looks around, after a renewal by the hold's own thread.
  virtual void look(soci::session&) {}
};

}  // namespace estafeta::store
