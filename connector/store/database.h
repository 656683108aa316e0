// What the store needs of a database product: a session, what its errors mean, and whether what was written
// may be kept.
//
// One for each store; used by the thread of its store only.
#pragma once

#include <cstdint>

#include "connector/base/status.h"

namespace soci {
class session;
class soci_error;
}  // namespace soci

namespace estafeta::store {

class Database {
 public:
  virtual ~Database() = default;

  // A session that can be used: a new one where the former broke, which is destroyed then. unavailable: the
  // server is away; held: somebody else has the store by now; failed_precondition: a person must act.
  virtual base::Result<soci::session*> session() = 0;
  // Whether the session survived the last error. Where not, nothing prepared on it may outlive the next call
  // of session().
  virtual bool is_connected() = 0;
  // What an error of that session means, for whoever runs Estafeta.
  virtual base::Status meaning(const soci::soci_error& error) const = 0;
  // Whether nobody else has the store, and nobody will for a moment; see Store::still_ours().
  virtual base::Status still_ours() { return {}; }
  // Asked inside a transaction, right before it is committed. held: somebody else has the store by now, so
  // nothing of it may be kept. `shown`: how much was set that those who share the store may want to show.
  // Throws SOCI's errors.
  virtual base::Status may_commit(soci::session& session, std::int64_t shown) = 0;
};

}  // namespace estafeta::store
