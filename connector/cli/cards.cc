#include "connector/cli/cards.h"

namespace estafeta::cli {

std::unique_ptr<store::Store> copy_of_store(const service::Site& site) {
  auto kept = store::copy_of_sqlite(site.settings.store_path);
  return kept ? std::move(*kept) : store::in_memory();
}

base::Result<service::GatheredCards> gather_cards(const service::Site& site, tracker::Tracker& tracker,
                                                  store::Store& kept, const messages::Speaker& speaker) {
  ReadOnlyEngine reader(site, tracker);
  return service::gather_cards(site, tracker, reader.engine(), kept, speaker);
}

}  // namespace estafeta::cli
