#include "connector/service/changes/template_view.h"

#include "connector/document/json.h"
#include "connector/template/skeleton.h"

namespace estafeta::service {

namespace {

std::string plain_text(const tmpl::PlainWords& words, const std::string& language) {
  const auto* text = tmpl::in_language(words, language);
  return text == nullptr ? "" : *text;
}

std::string open_text(const tmpl::Words& words, const std::string& language) {
  const auto* pieces = tmpl::in_language(words, language);
  std::string text;
  if (pieces == nullptr) return text;
  for (const auto& piece : *pieces) text += piece.kind == tmpl::Piece::Kind::literal ? piece.text : "…";
  return text;
}

views::TemplateTask task_view(const Site& site, const tmpl::Task& task, const std::string& language) {
  views::TemplateTask view{task.id, open_text(task.title, language), task.owner, {}, {}, task.duration};
  const auto& roles = site.mappings.tracker.roles;
  if (const auto role = roles.find(task.approver); role != roles.end()) {
    view.department = role->second;
  } else if (const auto* department = site.mappings.departments.find(task.department)) {
    view.department = department->title;
  }
  for (const auto& need : task.needs) view.needs.push_back(need.task);
  return view;
}

}  // namespace

std::vector<std::string> review_questions(const tmpl::Template& content, const std::string& language) {
  std::vector<std::string> questions;
  for (const auto& question : content.review) questions.push_back(open_text(question, language));
  return questions;
}

views::TemplateView template_view(const Site& site, const tmpl::Template& content,
                                  const std::string& language) {
  views::TemplateView view;
  view.name = content.name;
  view.version = content.version;
  view.title = open_text(content.title, language);
  view.description = plain_text(content.description, language);
  for (const auto& parameter : content.parameters) {
    view.parameters.push_back({parameter.id, plain_text(parameter.title, language),
                               plain_text(parameter.description, language),
                               document::to_json(parameter.schema), parameter.default_value() == nullptr,
                               tmpl::allowed_values(parameter.schema), tmpl::initial_value(parameter)});
  }
  for (const auto& task : content.tasks) view.tasks.push_back(task_view(site, task, language));
  return view;
}

}  // namespace estafeta::service
