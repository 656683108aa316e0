#include "connector/service/preview.h"

#include "connector/change/reconcile.h"
#include "connector/render/note.h"
#include "connector/template/expand.h"

namespace estafeta::service {

tl::expected<model::DesiredChange, base::Diagnostics> expand_template(const Site& site,
                                                                      const std::string& name,
                                                                      const std::string& parameters) {
  const auto file = site.templates.find(name);
  if (file == site.templates.end()) {
    std::vector<std::string> known;
    for (const auto& [other, content] : site.templates) known.push_back(other);
    return tl::unexpected(
        base::Diagnostics{{base::Severity::error,
                           base::Phrase("cli.unknown_template", {{"name", name}, {"known", known}}),
                           {}}});
  }
  const auto read = tmpl::read_parameters(file->second.content, parameters, "--set");
  if (!read) return tl::unexpected(read.error());
  return tmpl::expand(file->second.content, *read, site.mappings.tracker.language);
}

Preview preview(const Site& site, const model::DesiredChange& desired, const std::string& project,
                base::Instant start) {
  Preview out;
  auto& situation = out.situation;
  situation.now = start;
  situation.change.kind = model::Kind::change;
  situation.change.status.state = model::State::draft;
  situation.change.project = project;
  situation.change.subject = render::subject(desired.title, nullptr);
  situation.desired = desired;
  if (const auto* client = site.mappings.clients.of_project(project)) situation.client = *client;
  out.plan = change::reconcile(site.rules, situation);
  return out;
}

}  // namespace estafeta::service
