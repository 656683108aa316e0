// Writes files that name clients' incidents and people: only their owner may read them.
#pragma once

#include <string>

#include "connector/base/status.h"

namespace estafeta::service {

// Replaces what stands there; the folder must exist. Mode 0600, whatever the file's was. failed_precondition
// names the file.
base::Status write_private_file(const std::string& path, const std::string& text);

}  // namespace estafeta::service
