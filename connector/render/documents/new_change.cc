#include "connector/render/documents/new_change.h"

#include "connector/render/documents/fields.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using document::JsonWriter;
using messages::Speaker;

// Sentences name it, or the place within it (`sites[2]`).
std::string parameter_of(const base::Phrase& what) {
  for (const char* name : {"parameter", "at"}) {
    const auto* found = what.find(name);
    const auto* text = found == nullptr ? nullptr : std::get_if<std::string>(found);
    if (text != nullptr) return text->substr(0, text->find_first_of("[."));
  }
  return {};
}

}  // namespace

std::string template_document(const views::TemplateView& view, const Speaker& speaker) {
  JsonWriter json;
  json.begin_object().key("name").value(view.name).key("version").value(view.version);
  json.key("title").value(view.title).key("description").value(view.description);
  json.key("parameters").list(view.parameters, [&](const auto& parameter) {
    json.object([&] {
      json.key("name").value(parameter.id).key("title").value(parameter.title);
      json.key("about").value(parameter.description);
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

std::string preview_document(const PlanView& view, const Speaker& speaker) {
  JsonWriter json;
  json.begin_object().key("title").value(view.title).key("finish").value(view.schedule.finish);
  json.key("problems").begin_array().end_array();
  json.key("tasks").list(view.schedule.tasks, [&](const auto& task) {
    json.object([&] {
      json.key("key").value(task.key).key("title").value(task.title);
      json.key("doer").value(doer_of(task, view, speaker)).key("needs").values(task.needs);
      json.key("start")
          .value(task.start)
          .key("due")
          .value(task.due)
          .key("critical")
          .value(moves_the_end(task));
    });
  });
  write_sentences(json, "remarks", view.remarks, speaker);
  return json.end_object().text();
}

std::string problems_document(const base::Diagnostics& problems, const Speaker& speaker) {
  JsonWriter json;
  json.begin_object().key("problems").list(problems, [&](const auto& problem) {
    json.object([&] {
      json.key("parameter").value(parameter_of(problem.what)).key("text").value(speaker.say(problem.what));
    });
  });
  return json.end_object().text();
}

}  // namespace estafeta::render
