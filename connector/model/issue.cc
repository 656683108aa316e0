#include "connector/model/issue.h"

namespace estafeta::model {

const std::string& Issue::field(Field name) const {
  static const std::string kEmpty;
  const auto found = fields.find(name);
  return found == fields.end() ? kEmpty : found->second;
}

bool Issue::is_ticked(Field name) const {
  const auto& word = field(name);
  return !word.empty() && word != "0" && word != "false" && word != "no";
}

}  // namespace estafeta::model
