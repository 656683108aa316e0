#include "connector/cli/cards.h"

#include "connector/service/site/cursor.h"
#include "connector/store/sql_store.h"

namespace estafeta::cli {

base::Result<std::unique_ptr<store::Store>> copy_of_store(const App& app, const service::Site& site,
                                                          const messages::Speaker& speaker) {
  auto kept = store::copy_of_sqlite(site.settings.store_path);
  if (!kept) return kept;
  const auto cursor = (*kept)->value(service::kPollCursor);
  if (cursor && !*cursor) {
    const base::Phrase said("view.no_store", {{"path", site.settings.store_path}});
    app.err << speaker.say(said) << "\n";
  }
  return kept;
}

base::Result<service::GatheredCards> gather_cards(const service::Site& site, tracker::Tracker tracker,
                                                  store::Store& kept, const messages::Speaker& speaker) {
  ReadOnlyEngine reader(site, tracker);
  return service::gather_cards(site, tracker, reader.decide(), kept, speaker);
}

}  // namespace estafeta::cli
