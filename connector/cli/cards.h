// What the commands `desk` and `department` have in common.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connector/cli/app.h"
#include "connector/cli/wiring.h"
#include "connector/service/gather_cards.h"

namespace estafeta::cli {

// Beside a running service: its store is held, so a copy of it is looked at. Where there is none yet, what
// only the store knows is missing: that is said, and the copy is empty.
base::Result<std::unique_ptr<store::Store>> copy_of_store(const App& app, const service::Site& site,
                                                          const messages::Speaker& speaker);
base::Result<service::GatheredCards> gather_cards(const service::Site& site, tracker::Tracker& tracker,
                                                  store::Store& kept, const messages::Speaker& speaker);

// Says that nothing is called `wanted`, and what there is; the exit code.
template <typename Map>
int unknown(const App& app, const char* key, const char* name, const std::string& wanted, const Map& known,
            const messages::Speaker& speaker) {
  std::vector<std::string> ids;
  for (const auto& [id, value] : known) ids.push_back(id);
  return fail(app, {base::Code::invalid_argument, base::Phrase(key, {{name, wanted}, {"known", ids}})},
              speaker);
}

}  // namespace estafeta::cli
