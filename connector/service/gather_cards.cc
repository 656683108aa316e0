#include "connector/service/gather_cards.h"

namespace estafeta::service {

base::Result<GatheredCards> gather_cards(const Site& site, tracker::Tracker& tracker, Engine& engine,
                                         store::Store& kept, const messages::Speaker& speaker) {
  GatheredCards gathered;
  const auto read = kept.each_card([&](base::IssueId id, const std::string& text) {
    auto card = card_from_json(text);
    if (card && has_ended(*card)) gathered.cards[id] = std::move(*card);
  });
  if (!read.ok()) return base::fail(read);
  if (const auto account = tracker.account(); !account) return base::fail(account.error());
  const auto open = tracker.open_issues(model::Kind::change);
  if (!open) return base::fail(open.error());
  for (const auto& issue : *open) {
    const auto decision = engine.decide(issue.id);
    if (!decision) return base::fail(decision.error());
    gathered.cards[issue.id] = card_of(site, decision->observation.situation, decision->plan, speaker);
  }
  if (auto asked = ask_people(tracker, gathered.cards, gathered.people); !asked.ok()) {
    return base::fail(std::move(asked));
  }
  return gathered;
}

}  // namespace estafeta::service
