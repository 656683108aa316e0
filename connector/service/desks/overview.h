// Keeps the TAMs' desks, the clients' dossiers and the departments' pages, on every way there is of
// publishing them.
//
// Every change has a card, in each language, made when it was looked at and kept in the store; a store that
// was lost is made good by the first pass, which reads every open change. What is published is made anew only
// when a card, an incident or a day changed. One thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "connector/service/desks/card_json.h"
#include "connector/service/desks/client_digests.h"
#include "connector/service/desks/daily_facts.h"
#include "connector/service/desks/deputy_teller.h"
#include "connector/service/desks/digests.h"
#include "connector/service/desks/document_publisher.h"
#include "connector/service/desks/proposals.h"
#include "connector/service/desks/requests.h"
#include "connector/service/desks/review_pages.h"
#include "connector/service/desks/wiki_publisher.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"
#include "connector/views/overview.h"

namespace estafeta::service {

// Asks who holds tasks: what they log in by, and whether they may still do so.
base::Status ask_people(tracker::Directory& directory, const views::Cards& cards, views::People& people);

class OverviewKeeper {
 public:
  OverviewKeeper(const Site& site, tracker::Tracker tracker, PassPauses& pauses, store::Store& store,
                 Digests& digests)
      : site_(site),
        tracker_(tracker),
        store_(store),
        digests_(digests),
        daily_(site, tracker.directory, store),
        deputies_(site, tracker, pauses, store),
        wiki_(site, tracker.pages, store),
        review_pages_(site, tracker, store),
        client_digests_(site, tracker, pauses, store),
        documents_(site, tracker.documents) {}

  WikiPublisher& wiki() { return wiki_; }
  DocumentPublisher& documents() { return documents_; }

  // `trouble`: why Estafeta cannot go on with it; null: it can.
  base::Status take(const change::Situation& situation, const model::Plan& plan, const base::Phrase* trouble);
  // What a decision about that change must know of the client's other changes.
  base::Status add_others(change::Situation& situation);
  // A change was written to just now: its card comes with the next pass, which sees what became of it.
  void comes_later() { is_behind_ = true; }
  // Estafeta cannot go on with it, or cannot read it; until it is taken again.
  base::Status stand_still(base::IssueId change, const base::Phrase& why);
  // The change is gone, or not visible any more.
  base::Status forget(base::IssueId change);
  // Whether a card is kept of it.
  base::Result<bool> knows(base::IssueId change);
  // Those whose card says that they are open, though they are not among these.
  base::Result<std::vector<base::IssueId>> missing_from(const std::set<base::IssueId>& open);
  // Rows as a list shows them: what the desks say of clients' requests and of proposals follows them.
  base::Status take_rows(const std::vector<model::Issue>& rows);
  void incidents_changed() { is_stale_ = true; }
  // Somebody else, who shares the work, kept cards or incidents: they are read again.
  void read_again();
  // Those that could not be made; the desks say so.
  void set_lacking_reviews(std::vector<views::LackingReview> lacking);
  // Documents are kept, and some may be missing: what they are made of is looked at again.
  base::Status fill_documents();
  // Keeps whether documents are still to be sent: whoever goes on after a death makes them again.
  base::Status note_unsent();
  // Whether a page may have something else to say, and somebody would see it.
  bool is_due(base::Instant now);
  base::Status refresh(base::Instant now);

 private:
  base::Status load();
  base::Status ask_again_daily();
  base::Status find_ended_changes(base::Instant now);
  base::Status drop_old_cards(base::Instant now);
  base::Status look_at_changes_of(const std::vector<model::Issue>& rows);
  base::Status set_card(base::IssueId change, CardInLanguages card);
  base::Status drop_card(base::IssueId change);
  const views::Cards& cards() { return cards_[site_.language()]; }
  std::vector<Publisher*> open_publishers();
  // Whether nothing is known to be still to be read: after a store was lost, or a change was written to, what
  // is counted would lack something.
  base::Result<bool> has_seen_everything(base::Instant now);
  base::Status publish(base::Instant now);
  base::Status publish_desks(const InLanguages<views::Overview>& overviews,
                             const std::vector<Publisher*>& publishers);
  base::Status publish_departments(const InLanguages<views::Overview>& overviews,
                                   const std::vector<Publisher*>& publishers);

  const Site& site_;
  tracker::Tracker tracker_;
  store::Store& store_;
  Digests& digests_;
  DailyFactsKeeper daily_;
  DeputyTeller deputies_;
  WikiPublisher wiki_;
  ReviewPages review_pages_;
  ClientDigests client_digests_;
  DocumentPublisher documents_;
  base::Status apart_;  // what came of the page of TAMs and of telling the deputies
  bool loaded_ = false;
  std::optional<bool> unsent_;  // as it is kept
  bool is_stale_ = true;
  bool is_behind_ = false;    // a card is to come
  bool is_complete_ = false;  // at the last refresh everything had been seen
  base::Instant next_;
  InLanguages<views::Cards> cards_;  // all have the same changes
  KeptRequests requests_;
  KeptProposals proposals_;
  std::vector<views::LackingReview> lacking_reviews_;
  std::vector<views::WaitingDigest> waiting_digests_;
  std::map<base::IssueId, std::string> clients_of_incidents_;
  views::People people_;
  base::Date day_{};               // of the last refresh
  base::Instant people_asked_at_;  // since when they are known
};

}  // namespace estafeta::service
