#include "connector/model/issue.h"

namespace estafeta::model {

const std::string& Issue::field(Field name) const {
  static const std::string kEmpty;
  const auto found = fields.find(name);
  return found == fields.end() ? kEmpty : found->second;
}

}  // namespace estafeta::model
