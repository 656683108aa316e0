// The board in words. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/views/board.h"

namespace estafeta::render {

std::string board_text(const views::Board& board, const messages::Speaker& speaker);

}  // namespace estafeta::render
