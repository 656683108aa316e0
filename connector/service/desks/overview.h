// Keeps the TAMs' desks (`Desk-<client>`) and the departments' pages (`Department-<id>`) in the staff
// project.
//
// Every change has a card, made when it was looked at and kept in the store; a store that was lost is made
// good by the first pass, which reads every open change. The pages are made anew only when a card, an
// incident or a day changed, and written only when their text does. Writing pages mails nobody. One thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "connector/service/desks/digests.h"
#include "connector/service/desks/kept_pages.h"
#include "connector/service/desks/requests.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"
#include "connector/views/overview.h"

namespace estafeta::service {

// `Desk-aurora`, `Department-network`.
std::string desk_title(const model::Client& client);
std::string department_title(const model::Department& department);

// Asks who holds tasks: what they log in by, and whether they may still do so.
base::Status ask_people(tracker::Directory& directory, const views::Cards& cards, views::People& people);

class OverviewKeeper {
 public:
  OverviewKeeper(const Site& site, tracker::Tracker tracker, store::Store& store, Digests& digests)
      : site_(site), tracker_(tracker), store_(store), digests_(digests) {}

  base::Status take(const change::Situation& situation, const model::Plan& plan);
  // Estafeta cannot go on with it, or cannot read it; until it is taken again.
  base::Status stand_still(base::IssueId change, const base::Phrase& why);
  // The change is gone, or not visible any more.
  base::Status forget(base::IssueId change);
  // Whether a card is kept of it.
  base::Result<bool> knows(base::IssueId change);
  // Those whose card says that they are open, though they are not among these.
  base::Result<std::vector<base::IssueId>> missing_from(const std::set<base::IssueId>& open);
  // Rows as a list shows them: what the desks say of clients' requests follows them.
  base::Status take_rows(const std::vector<model::Issue>& rows);
  void incidents_changed() { is_stale_ = true; }
  // Whether a page may have something else to say.
  bool is_due(base::Instant now) const { return is_stale_ || now >= next_; }
  base::Status refresh(base::Instant now);

 private:
  base::Status load();
  base::Status drop_old_cards(base::Instant now);
  base::Status keep_pages(const views::Overview& overview);

  const Site& site_;
  tracker::Tracker tracker_;
  store::Store& store_;
  Digests& digests_;
  KeptPages pages_{site_.mappings.tracker.staff_project, tracker_.pages, store_};
  bool loaded_ = false;
  bool is_stale_ = true;
  base::Instant next_;
  views::Cards cards_;
  KeptRequests requests_;
  views::People people_;
  base::Date day_;                 // of the last refresh
  base::Instant people_asked_at_;  // since when they are known
};

}  // namespace estafeta::service
