// Where a store is kept over a restart, for the tests that hold for each such place.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "connector/base/status.h"
#include "connector/store/postgresql_session.h"
#include "connector/store/store.h"

namespace estafeta::store {

class Place {
 public:
  virtual ~Place() = default;
  virtual base::Result<std::unique_ptr<Store>> open() = 0;
  // For who only looks.
  virtual base::Result<std::unique_ptr<Store>> view() = 0;
  // What holds a dead process's store is over: at once, or after a time that need not be waited for.
  virtual void outlive_the_dead() = 0;
  virtual base::Result<std::optional<std::string>> read_value(const std::string& name) = 0;
  virtual base::Status read_incidents(const std::function<void(const IncidentRecord&)>& visit) = 0;
  // What a release that comes after this one would leave.
  virtual void make_newer() = 0;
  // Empty, but for a table of somebody else's.
  virtual void make_foreign() = 0;
};

enum class Kind { file, server };
// Empty, and used by nobody else.
std::unique_ptr<Place> make_place(Kind kind);

// A new database of the private server. The password of its user has all that is special somewhere.
PostgresqlDatabase make_postgresql_database();

// What opens is there; else the test has failed.
std::unique_ptr<Store> opened(base::Result<std::unique_ptr<Store>> result);

}  // namespace estafeta::store
