// The files and folders that estafeta.yaml names beside the mappings and templates: whether they are there.
//
// Not part of load_settings(): plans and reports need none of them, and provisioning may still have to write
// some. Pure but for looking at the disk.
#pragma once

#include <string>

#include "connector/base/diagnostic.h"

namespace estafeta::config {

// A warning for each that is not there or is a folder instead of a file, with its place in the settings file:
// `key_file`, `ids_file`, `ca_file`, the password of the store's database, and the folder of the store.
base::Diagnostics missing_files(const std::string& settings_file);

}  // namespace estafeta::config
