// What is wrong with a store's file, in words for whoever runs Estafeta. Pure; safe to call from several
// threads.
#pragma once

#include <string>

#include "connector/base/status.h"

namespace soci {
class soci_error;
}

namespace estafeta::store {

// What SQLite says of a file that is not, or not any more, what it was.
enum class Fault { other, damaged, no_database };

Fault fault_of(const soci::soci_error& error);

base::Status not_a_store(const std::string& file);
base::Status is_folder(const std::string& path);
// Made by a later release.
base::Status newer(const std::string& file, int version);
// While it was opened; while it was used.
base::Status cannot_open(const std::string& file, const soci::soci_error& error);
base::Status broken(const std::string& file, const soci::soci_error& error);

}  // namespace estafeta::store
