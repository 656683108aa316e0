#include "connector/store/store.h"

#include <utility>

namespace estafeta::store {

base::Status Batch::end() {
  if (std::exchange(ended_, true) || !begun_.ok()) return begun_;
  return store_.end_batch();
}

}  // namespace estafeta::store
