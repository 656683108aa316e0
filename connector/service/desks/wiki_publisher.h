// The TAMs' desks (`Desk-<client>`), the clients' dossiers (`Dossier-<client>`) and the departments' pages
// (`Department-<id>`) as wiki pages of the staff project, in the site's language, and the page that leads to
// them. On a dossier people write as well. Writing pages mails nobody. One thread.
#pragma once

#include "connector/service/desks/kept_pages.h"
#include "connector/service/desks/publisher.h"
#include "connector/service/site/site.h"

namespace estafeta::service {

class WikiPublisher : public Publisher {
 public:
  WikiPublisher(const Site& site, tracker::Pages& pages, store::Store& store)
      : site_(site), pages_(site.mappings.tracker.staff_project, pages, store) {}

  // The staff project has a wiki.
  void open(bool is_open) { is_open_ = is_open; }
  bool is_open() override { return is_open_; }
  base::Status desk(const model::Client& client, const InLanguages<views::Desk>& desk) override;
  base::Status dossier(const model::Client& client, const InLanguages<views::Dossier>& dossier) override;
  base::Status department(const model::Department& department,
                          const InLanguages<views::DepartmentView>& view) override;
  // Once they have been published: begun when there is a first page for it to lead to.
  base::Status start_page();

 private:
  const Site& site_;
  KeptPages pages_;
  bool is_open_ = false;
  bool leads_somewhere_ = false;
};

}  // namespace estafeta::service
