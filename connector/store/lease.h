// Leases in a table of the store's database: who may write, and until when. Rules in SQL alone, so that each
// step is one statement and the only clock is the database's.
//
// A lease's token grows each time it is taken and never falls: who holds an older one is late, whatever its
// own clock says. SOCI's errors are thrown on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "connector/base/time.h"
#include "connector/store/own_process.h"

namespace soci {
class session;
}

namespace estafeta::store {

// So long it holds without being renewed.
inline constexpr base::Seconds kLease{30};

struct LeaseState {
  Process holder;  // the last one
  std::int64_t token = 0;
  std::string until;     // as the database words it: differs once it was renewed
  bool is_over = false;  // it may be taken
};

// `table`: its name and columns. Does nothing where it is there; others may make it in the same moment.
void make_table(soci::session& session, const std::string& table);
// Makes the table, and the lease of that name, which nobody holds; does nothing where they are there.
void make_lease(soci::session& session, const std::string& name);
LeaseState lease_state(soci::session& session, const std::string& name);
// The token of whoever has it now; none: another one holds it.
std::optional<std::int64_t> take_lease(soci::session& session, const std::string& name,
                                       const Process& holder);
// Whether that token is still the newest: then it holds for kLease from now. Inside a transaction it is the
// fence of what was written there: until the end of it nobody can take the lease.
bool renew_lease(soci::session& session, const std::string& name, std::int64_t token);
// Does nothing where the token is not the newest any more.
void release_lease(soci::session& session, const std::string& name, std::int64_t token);

}  // namespace estafeta::store
