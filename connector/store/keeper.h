// Puts what was set into the tables of a database; the same SQL for every one.
//
// Belongs to one session and must not outlive it. SOCI's errors are thrown on. One thread.
#pragma once

#include <memory>

#include "connector/store/unkept.h"

namespace soci {
class session;
}

namespace estafeta::store {

class Keeper {
 public:
  explicit Keeper(soci::session& session);
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  // Inside the caller's transaction.
  void keep(const Unkept& unkept);

 private:
  class Statements;
  soci::session& session_;
  std::unique_ptr<Statements> statements_;
};

}  // namespace estafeta::store
