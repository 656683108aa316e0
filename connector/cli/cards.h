// What the commands `desk`, `dossier` and `department` have in common.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/service/desks/gather_cards.h"
#include "connector/views/digest.h"
#include "connector/views/dossier.h"
#include "connector/views/requests.h"

namespace estafeta::cli {

// Beside a running service: its store is held, so a copy of it is looked at. Where there is none yet, what
// only the store knows is missing: that is said, and the copy is empty.
base::Result<std::unique_ptr<store::Store>> copy_of_store(const App& app, const service::Site& site,
                                                          const messages::Speaker& speaker);
base::Result<service::GatheredCards> gather_cards(const service::Site& site, tracker::Tracker tracker,
                                                  store::Store& kept, const messages::Speaker& speaker);

// What clients' desks and dossiers are made of; its parts hold until the work is done.
struct DeskSources {
  views::Overview overview;
  const std::map<std::string, views::Digest>& digests;  // by client
  const views::Requests& requests;
  const std::map<std::string, views::DailyFacts>& daily;  // by client
};
// What a client's TAM sees, and what of it is the deputy's by now.
views::Desk desk_of(const DeskSources& sources, const model::Client& client);
// The exit code is that of what cannot be had, or kBadContent where a change could not be read.
int with_desk_sources(const App& app, const service::Site& site, tracker::Tracker tracker,
                      const messages::Speaker& speaker, const std::function<int(const DeskSources&)>& work);

}  // namespace estafeta::cli
