// The zone of this machine's clock on the wall.
#pragma once

#include <string>

namespace estafeta::cli {

// As /etc/localtime names it; empty: it does not.
std::string machine_zone();

}  // namespace estafeta::cli
