// What the clients' desks and dossiers and the page of TAMs tell besides the cards of changes: the people by
// their roles and the time that TAMs recorded, which the tracker is asked once a day, the SLA figures of the
// month and the year and what repeats, which are counted once a day from the incidents in the store.
//
// Both are kept in the store, so that a process that starts neither asks nor counts again. Not safe for
// several threads.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/directory.h"
#include "connector/views/dossier.h"
#include "connector/views/repeats.h"

namespace estafeta::service {

class DailyFactsKeeper {
 public:
  // All must outlive it.
  DailyFactsKeeper(const Site& site, tracker::Directory& directory, store::Store& store)
      : site_(site), directory_(directory), store_(store) {}

  // What repeats at the clients, as it was counted with them.
  const views::Repeats& repeats() const { return repeats_; }
  // Of every client, by id; holds until the next call.
  base::Result<const std::map<std::string, views::DailyFacts>*> of_today(base::Instant now);

 private:
  base::Status gather(base::Date today);
  // Who works for it, and what of the role of the TAM is not counted.
  base::Status ask(const model::Client& client, base::Date today, views::DailyFacts& facts);

  const Site& site_;
  tracker::Directory& directory_;
  store::Store& store_;
  std::map<std::string, views::DailyFacts> facts_;
  views::Repeats repeats_;
  std::optional<base::Date> day_;
};

}  // namespace estafeta::service
