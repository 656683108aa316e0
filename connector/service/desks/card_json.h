// Cards as the store keeps them. Pure; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "connector/document/json.h"
#include "connector/views/card.h"

namespace estafeta::service {

// One change's, which differ by the language of their words.
using CardInLanguages = std::map<std::string, views::ChangeCard>;

// Raised with every change of what is written: a card of another form is left out, and its change is read
// again.
inline constexpr int kCardForm = 12;

std::string to_json(const CardInLanguages& card);
// Nothing for a text of another release, or one without one of these languages: the change is read again.
std::optional<CardInLanguages> card_from_json(std::string_view text, const std::set<std::string>& languages);

}  // namespace estafeta::service
