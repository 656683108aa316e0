#include "connector/store/unkept.h"

namespace estafeta::store {

bool Unkept::empty() const {
  return values.empty() && intents.empty() && incidents.empty() && cards.empty() && again.empty() &&
         waiting.empty() && refusals.empty() && parts.empty();
}

}  // namespace estafeta::store
