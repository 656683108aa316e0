#include "connector/tracker/redmine/plugin.h"

#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

namespace {

constexpr std::chrono::minutes kAskAgainAfter{5};

constexpr std::pair<std::string_view, Ability> kAbilities[] = {{"apply", Ability::apply},
                                                               {"feed", Ability::feed},
                                                               {"cursor", Ability::cursor},
                                                               {"views", Ability::views},
                                                               {"settings", Ability::settings}};

}  // namespace

bool Plugin::offers(Ability ability) {
  if (!use_) return false;
  if (!asked_ || clock_.steady() - *asked_ >= kAskAgainAfter) ask();
  return abilities_.contains(ability);
}

void Plugin::failed() {
  abilities_.clear();
  asked_ = clock_.steady();
}

// No answer, or one that is refused, means the same: nothing is offered now.
void Plugin::ask() {
  failed();
  const auto answer = rest_.get("/estafeta/capabilities.json");
  if (!answer) return;
  for (const auto& item : items_at(*answer, "capabilities")) {
    for (const auto& [word, ability] : kAbilities) {
      if (item.text == word) abilities_.insert(ability);
    }
  }
}

}  // namespace estafeta::tracker::redmine
