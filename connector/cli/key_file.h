// The files of the API key and of the password of the store's database: what they hold, and that nobody else
// on the machine can read or replace it.
#pragma once

#include <string>

#include "connector/base/secret.h"
#include "connector/base/status.h"

namespace estafeta::cli {

// What systemd hands over under the file's name (LoadCredential) stands for the file: so one and the same
// settings serve a service that may not read it, and the administrator.
//
// Without a byte order mark and blanks around it. not_found where the file cannot be read, invalid_argument
// where it is a folder; failed_precondition where it is empty, has characters that no key has, belongs to
// somebody else, or may be read by others: the phrase has the command to type, and never the key. A group may
// read what belongs to root: so administrators and systemd's credentials hand a key to a service.
base::Result<base::Secret> read_key(const std::string& path);

// The first line of the file, whatever characters it has; refused as a key is.
base::Result<base::Secret> read_password(const std::string& path);

}  // namespace estafeta::cli
