#include "connector/cli/cards.h"

#include "connector/base/time.h"
#include "connector/cli/site_store.h"
#include "connector/service/desks/daily_facts.h"
#include "connector/service/desks/digest_states.h"
#include "connector/service/desks/digests.h"
#include "connector/service/desks/proposals.h"
#include "connector/service/desks/requests.h"
#include "connector/service/site/cursor.h"
#include "connector/views/deputy.h"

namespace estafeta::cli {

base::Result<std::unique_ptr<store::Store>> copy_of_store(const App& app, const service::Site& site,
                                                          const messages::Speaker& speaker) {
  auto kept = store::view_of(location_of(site.settings.store));
  if (!kept) return kept;
  const auto cursor = (*kept)->value(service::kPollCursor);
  if (cursor && !*cursor) {
    const base::Phrase said("view.no_store", {{"path", to_string(location_of(site.settings.store))}});
    app.err << speaker.say(said) << "\n";
  }
  return kept;
}

base::Result<service::GatheredCards> gather_cards(const service::Site& site, tracker::Tracker tracker,
                                                  store::Store& kept, const messages::Speaker& speaker) {
  ReadOnlyEngine reader(site, tracker);
  return service::gather_cards(site, tracker, reader.decide(), kept, speaker);
}

views::Desk desk_of(const DeskSources& sources, const model::Client& client) {
  auto desk = views::desk_of(sources.overview, client, sources.digests, sources.requests);
  views::hand_to_deputies(sources.overview, sources.daily.at(client.id).tam, desk);
  return desk;
}

int with_desk_sources(const App& app, const service::Site& site, tracker::Tracker tracker,
                      const messages::Speaker& speaker, const std::function<int(const DeskSources&)>& work) {
  const auto kept = copy_of_store(app, site, speaker);
  if (!kept) return fail_to_open_store(app, site, kept.error(), speaker);
  const auto gathered = gather_cards(site, tracker, **kept, speaker);
  if (!gathered) return fail(app, gathered.error(), speaker);
  const auto now = base::system_clock().now();
  service::Digests digests(site, tracker.pages, **kept);
  const auto digested = digests.known(now);
  if (!digested) return fail(app, digested.error(), speaker);
  const auto requests = service::KeptRequests::read(**kept);
  if (!requests) return fail(app, requests.error(), speaker);
  const auto proposals = service::KeptProposals::read(**kept);
  if (!proposals) return fail(app, proposals.error(), speaker);
  service::DailyFactsKeeper daily(site, tracker.directory, **kept);
  const auto facts = daily.of_today(now);
  if (!facts) return fail(app, facts.error(), speaker);
  const auto waiting = service::waiting_digests(site, **kept);
  if (!waiting) return fail(app, waiting.error(), speaker);
  views::Overview overview{site.organisation(), gathered->cards,   gathered->people, now, speaker,
                           &site.registered,    &proposals->all(), &daily.repeats()};
  overview.waiting_digests = &*waiting;
  const auto reviewed = service::clients_of_reviews(gathered->cards, **kept);
  if (!reviewed) return fail(app, reviewed.error(), speaker);
  overview.clients_of_incidents = &*reviewed;
  const int code = work({overview, **digested, requests->all(), **facts});
  return code == kOk && !gathered->all_read ? kBadContent : code;
}

}  // namespace estafeta::cli
