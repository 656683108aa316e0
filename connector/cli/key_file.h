// The file of the API key: what it holds, and that nobody else on the machine can read or replace it.
#pragma once

#include <string>

#include "connector/base/secret.h"
#include "connector/base/status.h"

namespace estafeta::cli {

// failed_precondition where it cannot be read, is empty, belongs to somebody else, or may be read by others;
// the phrase has the command to type. A group may read what belongs to root: so administrators and systemd's
// credentials hand a key to a service.
base::Result<base::Secret> read_key(const std::string& file);

}  // namespace estafeta::cli
