// The TAM's desk in words. Pure; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/model/markup.h"
#include "connector/views/desk.h"

namespace estafeta::render {

std::string desk_text(const views::Desk& desk, const messages::Speaker& speaker);
// The speaker's style must escape for that markup.
std::string desk_page(const views::Desk& desk, const messages::Speaker& speaker, const model::Markup& markup);

}  // namespace estafeta::render
