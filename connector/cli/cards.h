// What the commands `desk` and `department` have in common.
#pragma once

#include <memory>

#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/service/desks/gather_cards.h"

namespace estafeta::cli {

// Beside a running service: its store is held, so a copy of it is looked at. Where there is none yet, what
// only the store knows is missing: that is said, and the copy is empty.
base::Result<std::unique_ptr<store::Store>> copy_of_store(const App& app, const service::Site& site,
                                                          const messages::Speaker& speaker);
base::Result<service::GatheredCards> gather_cards(const service::Site& site, tracker::Tracker tracker,
                                                  store::Store& kept, const messages::Speaker& speaker);

}  // namespace estafeta::cli
