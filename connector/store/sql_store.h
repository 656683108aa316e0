// The store in tables of a database, whatever database it is: plain SQL that SQLite, PostgreSQL and what
// speaks PostgreSQL's protocol all take.
#pragma once

#include <memory>

#include "connector/base/status.h"
#include "connector/store/database.h"
#include "connector/store/store.h"

namespace estafeta::store {

// On a database whose tables are those of the newest schema. What is set in a batch is held in memory until
// it ends and goes into one transaction then, so that none is open in between; what fails in a batch fails
// all of it. A session that broke costs the call, or the batch, in which that is found; the next one goes on
// with a new session.
std::unique_ptr<Store> in_database(std::unique_ptr<Database> database);

// For whoever only looks while another process has the store: incidents are read where they lie; values,
// cards and what waits for its time are those of now; what is set is kept as long as the object lives.
base::Result<std::unique_ptr<Store>> view_of_database(std::unique_ptr<Database> database);

}  // namespace estafeta::store
