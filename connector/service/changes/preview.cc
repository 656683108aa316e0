#include "connector/service/changes/preview.h"

#include "connector/change/schedule/bounds.h"
#include "connector/change/steps/reconcile.h"
#include "connector/document/json.h"
#include "connector/render/documents/new_change.h"
#include "connector/render/kit/note.h"
#include "connector/service/changes/plan_view.h"
#include "connector/service/site/known.h"
#include "connector/template/expand.h"

namespace estafeta::service {

namespace {

std::vector<std::string> projects_of_clients(const Site& site) {
  std::vector<std::string> projects;
  for (const auto& [id, client] : site.mappings.clients.all) projects.push_back(client.project);
  return projects;
}

// Whose windows those would be was not said: that is easier mended than the template.
base::Status unless_unsaid(const Site& site, const std::string& project, const base::Status& problem) {
  if (!project.empty() || problem.cause() != base::Cause::no_windows) return problem;
  const auto& task = std::get<std::string>(*problem.phrase().find("task"));
  return {problem.code(),
          base::Phrase("cli.windows_of_whom", {{"task", task}, {"known", projects_of_clients(site)}})};
}

std::string requested(const document::Node& request, std::string_view key) {
  const auto* found = request.find(key);
  return found == nullptr ? "" : found->text;
}

}  // namespace

tl::expected<model::DesiredChange, base::Diagnostics> expand_template(const Site& site,
                                                                      const std::string& name,
                                                                      const std::string& parameters,
                                                                      const std::string& language) {
  const auto file = site.templates.find(name);
  if (file == site.templates.end()) {
    return tl::unexpected(
        base::Diagnostics{{base::Severity::error, known_template(site, name).phrase(), {}}});
  }
  const auto read = tmpl::read_parameters(file->second.content, parameters, "--set");
  if (!read) return tl::unexpected(read.error());
  return tmpl::expand(file->second.content, *read, language);
}

base::Result<render::PlanView> preview(const Site& site, const model::DesiredChange& desired,
                                       const std::string& project, base::Instant start) {
  std::optional<model::Client> client;
  if (const auto* found = site.mappings.clients.of_project(project)) client = *found;
  if (!project.empty() && !client) return base::fail(known_project(site, project));
  auto schedule = change::provisional_schedule(site.rules, client, desired, start);
  if (!schedule) return base::fail(unless_unsaid(site, project, schedule.error()));
  render::PlanView view;
  view.title = render::subject(desired.title, nullptr);
  view.template_name = desired.template_name;
  view.version = desired.version;
  view.hash = desired.hash;
  view.provisional = true;
  view.departments = &site.mappings.departments;
  view.approvers = approvers_of(site, desired);
  for (auto& bound : change::missed_bounds(site.rules, desired, *schedule))
    view.remarks.push_back(std::move(bound.said));
  view.schedule = std::move(*schedule);
  view.zone = site.rules.zone;
  return view;
}

std::string answer_preview(const Site& site, std::string_view text, base::Instant now) {
  const auto request = document::parse_json(text, "preview");
  if (!request) return render::problems_document(request.error(), site.plain());
  const auto language = requested(*request, "language");
  const auto speaker = site.plain(language.empty() ? site.language() : language);
  const auto desired = expand_template(site, requested(*request, "template"),
                                       requested(*request, "parameters"), speaker.style().language);
  if (!desired) return render::problems_document(desired.error(), speaker);
  const auto view = preview(site, *desired, requested(*request, "project"), now);
  if (view) return render::preview_document(*view, speaker);
  return render::problems_document({{base::Severity::error, view.error().phrase(), {}}}, speaker);
}

}  // namespace estafeta::service
