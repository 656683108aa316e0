// The tables of a store, by version: each release of Estafeta knows the versions before its own and brings a
// database up to it.
//
// SOCI's errors are thrown on. One thread for each session.
#pragma once

#include <functional>
#include <string>

#include "connector/base/status.h"

namespace soci {
class session;
}

namespace estafeta::store {

inline constexpr int kNewestSchema = 6;

// What one database product does otherwise than another.
class Dialect {
 public:
  virtual ~Dialect() = default;
  // 0: no table of ours yet.
  virtual int version(soci::session& session) const = 0;
  virtual void set_version(soci::session& session, int version) const = 0;
  // Whether there are tables where ours would be.
  virtual bool has_tables(soci::session& session) const = 0;
  // A statement of a migration as that product spells it.
  virtual std::string spelled(std::string statement) const = 0;
};

// Keeps the version in the file's header.
const Dialect& sqlite_dialect();
// Keeps it in a table of its own. Also for what speaks PostgreSQL's protocol and SQL.
const Dialect& postgresql_dialect();

// A database of somebody else's, in which there never was a store.
bool is_foreign(soci::session& session, const Dialect& dialect);

// From that version to the newest; each step wholly or not at all. `may_commit` is asked at the end of each;
// what it refuses is not kept, ends the migration and is returned.
base::Status migrate(soci::session& session, const Dialect& dialect, int from,
                     const std::function<base::Status()>& may_commit);

}  // namespace estafeta::store
