// The store in memory.
#pragma once

#include <memory>

#include "connector/store/store.h"

namespace estafeta::store {

// A store that lives as long as the object, for commands that only look and for tests.
std::unique_ptr<Store> in_memory();
// The same, above the incidents of another one, which are read where they lie and never written: an incident
// that is set here hides that one's.
std::unique_ptr<Store> in_memory_above(std::unique_ptr<Store> incidents);

}  // namespace estafeta::store
