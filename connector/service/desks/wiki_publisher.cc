#include "connector/service/desks/wiki_publisher.h"

#include <filesystem>

#include "connector/render/desks/department.h"
#include "connector/render/desks/desk.h"
#include "connector/render/desks/dossier.h"
#include "connector/render/desks/start_page.h"
#include "connector/render/desks/tams.h"
#include "connector/service/changes/template_view.h"
#include "connector/views/start_page.h"

namespace estafeta::service {

namespace {

std::string desk_of(const model::Client& client) {
  return "Desk-" + client.id;
}

std::string dossier_of(const model::Client& client) {
  return "Dossier-" + client.id;
}

std::string page_of(const model::Department& department) {
  return "Department-" + department.id;
}

constexpr std::size_t kRefusedShown = 20;

std::vector<views::RefusedLine> refused_lines(const Site& site) {
  const auto speaker = site.in_tracker();
  std::vector<views::RefusedLine> lines;
  for (const auto& one : site.refused) {
    if (lines.size() == kRefusedShown) break;
    auto where = one.where;
    where.file = std::filesystem::path(where.file).filename().string();
    lines.push_back({base::to_string(where), speaker.say(one.what)});
  }
  return lines;
}

}  // namespace

base::Status WikiPublisher::desk(const model::Client& client, const InLanguages<views::Desk>& desk) {
  const auto& shown = desk.at(site_.language());
  leads_somewhere_ = leads_somewhere_ || !shown.empty();
  return pages_.keep(desk_of(client), render::desk_page(shown, site_.in_tracker(), *site_.markup),
                     shown.empty());
}

base::Status WikiPublisher::dossier(const model::Client& client, const InLanguages<views::Dossier>& dossier) {
  const auto& shown = dossier.at(site_.language());
  const auto speaker = site_.in_tracker();
  leads_somewhere_ = leads_somewhere_ || !shown.empty();
  return pages_.keep_part(dossier_of(client), render::dossier_page(shown, speaker, *site_.markup),
                          speaker.say("dossier.moved"), *site_.markup, shown.empty());
}

base::Status WikiPublisher::department(const model::Department& department,
                                       const InLanguages<views::DepartmentView>& view) {
  const auto& shown = view.at(site_.language());
  leads_somewhere_ = leads_somewhere_ || !shown.empty();
  return pages_.keep(page_of(department), render::department_page(shown, site_.in_tracker(), *site_.markup),
                     shown.empty());
}

base::Status WikiPublisher::tams(const InLanguages<views::TamOverview>& view, base::Instant now) {
  const auto& shown = view.at(site_.language());
  const auto text = render::tams_page(shown, site_.in_tracker(), *site_.markup);
  return tam_pages_.keep_daily("TAM", text, shown.empty(), site_.rules.zone, now);
}

base::Status WikiPublisher::start_page() {
  if (!leads_somewhere_ && site_.refused.empty()) return {};
  if (start_page_.empty()) start_page_ = made_start_page();
  return pages_.keep("Estafeta", start_page_, false);
}

std::string WikiPublisher::made_start_page() const {
  views::StartPage view;
  view.refused = refused_lines(site_);
  for (const auto& [id, client] : site_.mappings.clients.all)
    view.desks.push_back({client.name, desk_of(client)});
  for (const auto& [id, client] : site_.mappings.clients.all)
    view.dossiers.push_back({client.name, dossier_of(client)});
  for (const auto& [id, department] : site_.mappings.departments.all)
    view.departments.push_back({department.title, page_of(department)});
  for (const auto& [name, file] : site_.templates)
    view.templates.push_back(template_view(site_, file.content, site_.language()));
  return render::start_page(view, site_.in_tracker(), *site_.markup);
}

}  // namespace estafeta::service
