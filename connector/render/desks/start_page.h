// The page from which people find the others. Pure; safe to call from several threads.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/model/markup.h"
#include "connector/views/start_page.h"

namespace estafeta::render {

// The view must be in the speaker's language.
std::string start_page(const views::StartPage& view, const messages::Speaker& speaker,
                       const model::Markup& markup);

}  // namespace estafeta::render
