// The TAMs' desks (`Desk-<client>`), the clients' dossiers (`Dossier-<client>`) and the departments' pages
// (`Department-<id>`) as wiki pages of the staff project, in the site's language, the page of TAMs (`TAM`),
// which may stand in another project, and the page that leads to them. On a dossier people write as well.
// Writing pages mails nobody. One thread.
#pragma once

#include <string>

#include "connector/service/desks/kept_pages.h"
#include "connector/service/desks/publisher.h"
#include "connector/service/site/site.h"

namespace estafeta::service {

class WikiPublisher : public Publisher {
 public:
  WikiPublisher(const Site& site, tracker::Pages& pages, store::Store& store)
      : site_(site),
        pages_(site.mappings.tracker.staff_project, pages, store),
        tam_pages_(tam_project(site), pages, store) {}

  // In whose wiki the page of TAMs stands.
  static const std::string& tam_project(const Site& site) {
    const auto& own = site.mappings.clients.tam.project;
    return own.empty() ? site.mappings.tracker.staff_project : own;
  }

  // The staff project has a wiki.
  void open(bool is_open) { is_open_ = is_open; }
  bool is_open() override { return is_open_; }
  base::Status desk(const model::Client& client, const InLanguages<views::Desk>& desk) override;
  base::Status dossier(const model::Client& client, const InLanguages<views::Dossier>& dossier) override;
  base::Status department(const model::Department& department,
                          const InLanguages<views::DepartmentView>& view) override;
  // The page is written once a day at most: every need that comes and goes is in its figures.
  base::Status tams(const InLanguages<views::TamOverview>& view, base::Instant now) override;
  // Once they have been published: begun when there is a first page for it to lead to.
  base::Status start_page();

 private:
  std::string made_start_page() const;

  const Site& site_;
  std::string start_page_;  // it says nothing that is not in the site's files
  KeptPages pages_;
  KeptPages tam_pages_;
  bool is_open_ = false;
  bool leads_somewhere_ = false;
};

}  // namespace estafeta::service
