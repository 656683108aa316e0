#include "connector/model/hand_over.h"

#include <algorithm>

namespace estafeta::model {

const std::string* HandOver::find(const std::string& name) const {
  const auto found =
      std::find_if(values.begin(), values.end(), [&](const Value& value) { return value.name == name; });
  return found == values.end() ? nullptr : &found->text;
}

}  // namespace estafeta::model
