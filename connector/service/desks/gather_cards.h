// The cards of every change as they are now, for who asks without waiting for the service's next pass.
#pragma once

#include <map>
#include <string>

#include "connector/service/changes/decision.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"
#include "connector/views/overview.h"

namespace estafeta::service {

struct GatheredCards {
  views::Cards cards;
  views::People people;  // who holds their tasks
  bool all_read = true;  // else some cards only say why their change could not be read
};

// Open changes are read, and one that cannot be does not spoil the others; of those that ended the cards in
// the store are taken. The speaker's words must be plain.
base::Result<GatheredCards> gather_cards(const Site& site, tracker::Tracker tracker,
                                         const DecideChange& decide, store::Store& kept,
                                         const messages::Speaker& speaker);

// Whose the incidents are that open reviews of no single client are about: of a mass outage, on whose
// clients' desks it stands.
base::Result<std::map<base::IssueId, std::string>> clients_of_reviews(const views::Cards& cards,
                                                                      store::Store& store);

}  // namespace estafeta::service
