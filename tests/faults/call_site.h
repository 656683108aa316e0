// Kinds of requests that Estafeta makes, as people who read a table of them would tell them apart.
#pragma once

#include <string>

#include "connector/http/client.h"

namespace estafeta::testing {

// `PUT an issue: status`, `GET issues by key`.
std::string call_site(const http::Request& request);
// Whether that one is answered by Estafeta's plugin.
bool is_of_plugin(const std::string& site);

}  // namespace estafeta::testing
