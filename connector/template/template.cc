#include "connector/template/template.h"

#include <algorithm>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/model/check.h"

namespace estafeta::tmpl {
namespace {

template <typename List>
auto* find_by_id(const List& list, const std::string& id) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&id](const auto& entry) { return entry.id == id; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

document::Node Give::schema_in(const std::string& language) const {
  if (!is_check_result) return schema;
  document::JsonWriter json;
  json.begin_object().key("enum").begin_array();
  for (const auto result : model::kCheckResults) json.value(model::word_of(result, language));
  json.end_array().key("type").value("string");
  return *document::parse_json(json.end_object().text(), name);
}

const Parameter* Template::parameter(const std::string& id) const {
  return find_by_id(parameters, id);
}
const Task* Template::task(const std::string& id) const {
  return find_by_id(tasks, id);
}

}  // namespace estafeta::tmpl
