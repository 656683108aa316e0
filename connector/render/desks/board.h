// The board in words. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/model/mapping.h"
#include "connector/views/board.h"

namespace estafeta::render {

std::string board_text(const views::Board& board, const messages::Speaker& speaker);
// One line; holders and reasons in the speaker's language.
std::string board_json(const views::Board& board, const messages::Speaker& speaker);
// The speaker's style must escape for that markup.
std::string board_page(const views::Board& board, const messages::Speaker& speaker, model::Markup markup);

}  // namespace estafeta::render
