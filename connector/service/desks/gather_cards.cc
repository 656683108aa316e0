#include "connector/service/desks/gather_cards.h"

#include "connector/service/desks/card_json.h"
#include "connector/service/desks/overview.h"
#include "connector/sla/incident/record.h"

namespace estafeta::service {

base::Result<GatheredCards> gather_cards(const Site& site, tracker::Tracker tracker,
                                         const DecideChange& decide, store::Store& kept,
                                         const messages::Speaker& speaker) {
  GatheredCards gathered;
  views::Cards before;
  const auto read = kept.each_card([&](base::IssueId id, const std::string& text) {
    auto cards = card_from_json(text, {site.language()});
    if (!cards) return;
    auto& card = cards->at(site.language());
    (has_ended(card) ? gathered.cards : before)[id] = std::move(card);
  });
  if (!read.ok()) return base::fail(read);
  if (const auto account = tracker.directory.account(); !account) return base::fail(account.error());
  const auto open = tracker.reader.open_issues(model::Kind::change);
  if (!open) return base::fail(open.error());
  for (const auto& issue : *open) {
    const auto decision = decide(issue.id);
    const auto known = before.find(issue.id);
    if (!decision && decision.error().code() == base::Code::not_found) continue;
    if (!decision) {
      auto& card = gathered.cards[issue.id];
      card =
          known == before.end() ? views::card_of_row(site.organisation(), issue) : std::move(known->second);
      const std::vector<base::Phrase> why{decision.error().phrase()};
      card.trouble = speaker.say(base::Phrase("view.unread", {{"why", why}}));
      gathered.all_read = false;
      continue;
    }
    auto& card = gathered.cards[issue.id];
    card = views::card_of(site.organisation(), decision->observation.situation, decision->plan, speaker);
    // Why the service could not go on with it, only the service knows.
    if (known != before.end()) card.trouble = known->second.trouble;
  }
  if (auto asked = ask_people(tracker.directory, gathered.cards, gathered.people); !asked.ok()) {
    return base::fail(std::move(asked));
  }
  return gathered;
}

base::Result<std::map<base::IssueId, std::string>> clients_of_reviews(const views::Cards& cards,
                                                                      store::Store& store) {
  std::map<base::IssueId, std::string> clients;
  for (const auto& [id, card] : cards) {
    if (!card.review || !card.client.empty() || has_ended(card)) continue;
    for (const auto incident : card.review->incidents) {
      const auto kept = store.incident(incident);
      if (!kept) return base::fail(kept.error());
      const auto record = *kept ? sla::record_from_json((*kept)->facts) : std::nullopt;
      if (record) clients[incident] = record->client;
    }
  }
  return clients;
}

}  // namespace estafeta::service
