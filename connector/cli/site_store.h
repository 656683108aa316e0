// The store that a site's settings name, and the file of its password.
#pragma once

#include "connector/config/settings.h"
#include "connector/store/location.h"

namespace estafeta::cli {

store::Location location_of(const config::StoreSettings& settings);

}  // namespace estafeta::cli
