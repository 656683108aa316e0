#include "connector/template/template.h"

#include <algorithm>

namespace estafeta::tmpl {
namespace {

template <typename List>
auto* find_by_id(const List& list, const std::string& id) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&id](const auto& entry) { return entry.id == id; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const Parameter* Template::parameter(const std::string& id) const {
  return find_by_id(parameters, id);
}
const Task* Template::task(const std::string& id) const {
  return find_by_id(tasks, id);
}

}  // namespace estafeta::tmpl
