// The store in a file of SQLite.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "connector/store/store.h"

namespace estafeta::store {

// Opens (and creates, mode 0600) the SQLite file at `path` under an exclusive lock, migrating older schemas.
// Its folder must be there: a mistyped path makes nothing. held names the process that has it;
// failed_precondition: a newer release wrote it, it is no store, it is damaged, a folder, or its
// folder is not there.
base::Result<std::unique_ptr<Store>> open_sqlite(const std::string& path);
// Whether the file at `path` is there and cannot be used as a store any more: damaged, or something else. For
// whoever was refused by it and must say how to go on; reads the whole file.
bool is_damaged(const std::string& path);
// The file at `path` for commands that only look while another process has it: what is set is kept as long as
// the object lives, and the file is not written. Incidents are read where they lie; values, cards and what
// waits for its time are those of now. Empty where there is no file, or an older one.
base::Result<std::unique_ptr<Store>> view_of_sqlite(const std::string& path);
// Of the file alone: every incident, by id, one after another; one of the values. Safe to call
// from any thread.
base::Status read_sqlite_incidents(const std::string& path,
                                   const std::function<void(const IncidentRecord&)>& visit);
base::Result<std::optional<std::string>> read_sqlite_value(const std::string& path, const std::string& name);

}  // namespace estafeta::store
