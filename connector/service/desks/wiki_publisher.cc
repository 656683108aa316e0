#include "connector/service/desks/wiki_publisher.h"

#include "connector/render/desks/department.h"
#include "connector/render/desks/desk.h"

namespace estafeta::service {

base::Status WikiPublisher::desk(const model::Client& client, const InLanguages<views::Desk>& desk) {
  const auto& shown = desk.at(site_.language());
  return pages_.keep("Desk-" + client.id, render::desk_page(shown, site_.in_tracker(), *site_.markup),
                     shown.empty());
}

base::Status WikiPublisher::department(const model::Department& department,
                                       const InLanguages<views::DepartmentView>& view) {
  const auto& shown = view.at(site_.language());
  return pages_.keep("Department-" + department.id,
                     render::department_page(shown, site_.in_tracker(), *site_.markup), shown.empty());
}

}  // namespace estafeta::service
