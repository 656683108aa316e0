// The store in memory.
#pragma once

#include <memory>

#include "connector/store/store.h"

namespace estafeta::store {

// A store that lives as long as the object, for commands that only look and for tests.
std::unique_ptr<Store> in_memory();

}  // namespace estafeta::store
