// One of several instances that share the work on a PostgreSQL server, as a process of its own: the engine,
// the store and the HTTP client are the service's.
//
// To be called in a forked process; it never returns.
#pragma once

#include <string>

#include "connector/base/time.h"
#include "connector/service/site/report.h"
#include "connector/service/site/site.h"
#include "connector/store/postgresql_session.h"
#include "connector/tracker/redmine/ids.h"

namespace estafeta::testing {

struct SharedInstance {
  const service::Site& site;
  store::PostgresqlDatabase database;
  std::string tracker;  // its address
  tracker::redmine::Ids ids;
  const base::Clock& clock;
  base::Sleeper& sleeper;
  service::Reporter& reporter;
  char name;   // the tracker hears it as a number, as user agent
  int passes;  // a file to which its name is written after each pass with some part of the work
};

// Joins the others, makes passes one after another, and joins them again where it was ended.
[[noreturn]] void run(const SharedInstance& self);

}  // namespace estafeta::testing
