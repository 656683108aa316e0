// Cards as the store keeps them. Pure; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connector/document/json.h"
#include "connector/views/card.h"

namespace estafeta::service {

std::string to_json(const views::ChangeCard& card);
// Nothing for a text of another release: the change is read again.
std::optional<views::ChangeCard> card_from_json(std::string_view text);

}  // namespace estafeta::service
