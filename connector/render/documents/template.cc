#include "connector/render/documents/template.h"

#include "connector/render/documents/fields.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {

using document::JsonWriter;
using messages::Speaker;

std::string template_document(const views::TemplateView& view, const Speaker& speaker) {
  JsonWriter json;
  json.begin_object().key("name").value(view.name).key("version").value(view.version);
  json.key("title").value(view.title).key("description").value(view.description);
  json.key("parameters").list(view.parameters, [&](const auto& parameter) {
    json.object([&] {
      json.key("name").value(parameter.id).key("title").value(parameter.title);
      json.key("required").value(parameter.is_required);
      write_schema(json, parameter.schema);
    });
  });
  json.key("tasks").list(view.tasks, [&](const auto& task) {
    const bool is_named = !task.department.empty() || task.owner == model::Owner::department;
    json.object([&] {
      json.key("key").value(task.id).key("title").value(task.title);
      json.key("doer").value(is_named ? task.department : speaker.word("owner", to_string(task.owner)));
      json.key("needs").values(task.needs).key("duration_text").value(to_the_minute(task.duration, speaker));
    });
  });
  return json.end_object().text();
}

}  // namespace estafeta::render
