// The pages of reviews (`Review-<incident>`, of several incidents the first one) in the staff project: what
// the histories tell of an outage stands between two marks, and people write above and below them.
//
// As long as the review has not ended its page follows the incident. Asks the tracker only where the incident
// or a change before it changed since. Mails nobody. One thread; errors as the ports' and the store's.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connector/render/incident/ledger.h"
#include "connector/service/desks/kept_pages.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"
#include "connector/views/review.h"

namespace estafeta::service {

std::string review_page(base::IssueId incident);

// What is known of an outage, and how the clocks of its incidents, in their order, went.
struct GatheredReview {
  views::Review review;  // without an incident: none of them is to be seen
  std::vector<render::LedgerView> ledgers;
};

// As the tracker has them now; `cards`: of what was changed. The questions are in that language.
base::Result<GatheredReview> gather_review(const Site& site, tracker::IssueReader& reader,
                                           tracker::Directory& directory,
                                           const std::vector<base::IssueId>& incidents,
                                           const views::Cards& cards, const std::string& language);

class ReviewPages {
 public:
  // All must outlive it.
  ReviewPages(const Site& site, const tracker::Tracker& tracker, store::Store& store)
      : site_(site),
        reader_(tracker.reader),
        directory_(tracker.directory),
        store_(store),
        pages_(site.mappings.tracker.staff_project, tracker.pages, store) {}

  // Of the reviews among these changes.
  base::Status keep(const views::Cards& cards);

 private:
  base::Status keep_page(const views::CardReview& reviewed, const views::Cards& cards);

  const Site& site_;
  tracker::IssueReader& reader_;
  tracker::Directory& directory_;
  store::Store& store_;
  KeptPages pages_;
};

}  // namespace estafeta::service
