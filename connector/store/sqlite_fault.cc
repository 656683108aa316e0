#include "connector/store/sqlite_fault.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sqlite3.h>

#include <cstdint>

namespace estafeta::store {

namespace {

base::Status damaged(const std::string& file, const std::string& why) {
  return base::Status(base::Code::failed_precondition,
                      base::Phrase("store.damaged", {{"file", file}, {"why", why}}));
}

}  // namespace

Fault fault_of(const soci::soci_error& error) {
  const auto* told = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  if (told == nullptr) return Fault::other;
  constexpr int kPrimary = 0xFF;  // an extended code has the primary one in its lowest byte
  switch (told->result() & kPrimary) {
    case SQLITE_CORRUPT:
      return Fault::damaged;
    case SQLITE_NOTADB:
      return Fault::no_database;
    default:
      return Fault::other;
  }
}

base::Status not_a_store(const std::string& file) {
  return base::Status(base::Code::failed_precondition, base::Phrase("store.not_a_store", {{"file", file}}));
}

base::Status is_folder(const std::string& path) {
  return base::Status(base::Code::failed_precondition, base::Phrase("store.is_folder", {{"path", path}}));
}

base::Status broken(const std::string& file, const soci::soci_error& error) {
  if (fault_of(error) != Fault::other) return damaged(file, error.what());
  return base::Status(base::Code::unavailable, base::Phrase("store.broken", {{"why", error.what()}}));
}

base::Status newer(const std::string& file, int version) {
  return base::Status(base::Code::failed_precondition,
                      base::Phrase("store.newer", {{"file", file}, {"version", std::int64_t{version}}}));
}

base::Status cannot_open(const std::string& file, const soci::soci_error& error) {
  switch (fault_of(error)) {
    case Fault::damaged:
      return damaged(file, error.what());
    case Fault::no_database:
      return not_a_store(file);
    case Fault::other:
      break;
  }
  return base::Status(base::Code::unavailable,
                      base::Phrase("store.cannot_open", {{"file", file}, {"why", error.what()}}));
}

}  // namespace estafeta::store
