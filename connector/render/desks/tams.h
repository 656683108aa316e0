// The page of the TAM's role in words: in a terminal, on a page of the tracker, and as the tracker's plugin
// is told of it. All three have the same tables. Pure; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/model/markup.h"
#include "connector/views/tams.h"

namespace estafeta::render {

std::string tams_text(const views::TamOverview& view, const messages::Speaker& speaker);
// The speaker's style must escape for that markup.
std::string tams_page(const views::TamOverview& view, const messages::Speaker& speaker,
                      const model::Markup& markup);
// `readers`: names of the roles that may read it. The speaker's words must be plain.
std::string tams_document(const views::TamOverview& view, const std::vector<std::string>& readers,
                          const messages::Speaker& speaker);
// For programs: figures, not words.
std::string tams_json(const views::TamOverview& view);

}  // namespace estafeta::render
