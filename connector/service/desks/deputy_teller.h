// Tells a client's deputy TAM, once each, what its TAM left undone for too long (views/deputy.h): by a
// private note on the issue that mentions the deputy.
//
// That it was told stands in the history, where it is looked up whenever the store does not know; so
// neither a lost store nor a process that ended in between tells anybody twice. What the note cannot be
// written for is on the desk all the same. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "connector/service/site/pass_pauses.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"
#include "connector/views/desk.h"
#include "connector/views/dossier.h"

namespace estafeta::service {

class DeputyTeller {
 public:
  // All must outlive it.
  DeputyTeller(const Site& site, const tracker::Tracker& tracker, PassPauses& pauses, store::Store& store)
      : site_(site), tracker_(tracker), pauses_(pauses), store_(store) {}

  // `desks` and `facts` by client; the desks in the site's language.
  base::Status tell(const std::map<std::string, views::Desk>& desks,
                    const std::map<std::string, views::DailyFacts>& facts);

 private:
  base::Status load();
  // Whether there is no more to tell: not while writing is paused. What waiting cannot mend counts as told,
  // as it is on the desk.
  base::Result<bool> tell_one(const views::TodoItem& need, const views::TamFacts& facts);
  // How the deputies are mentioned.
  base::Result<std::string> mentions_of(const views::TamFacts& facts);

  const Site& site_;
  tracker::Tracker tracker_;
  PassPauses& pauses_;
  store::Store& store_;
  std::optional<std::set<std::string>> told_;
};

}  // namespace estafeta::service
