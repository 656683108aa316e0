// The TAM's desk in words. Pure; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/model/mapping.h"
#include "connector/views/desk.h"

namespace estafeta::render {

std::string desk_text(const views::Desk& desk, const messages::Speaker& speaker);
// The speaker's style must escape for that markup.
std::string desk_page(const views::Desk& desk, const messages::Speaker& speaker, model::Markup markup);
// One line.
std::string desks_json(const std::vector<views::Desk>& desks);

}  // namespace estafeta::render
