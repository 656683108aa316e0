// The page of a post-incident review in words. Pure; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/model/markup.h"
#include "connector/render/incident/ledger.h"
#include "connector/views/review.h"

namespace estafeta::render {

// `ledgers`: of its incidents, in their order; it says what has been decided. The speaker's style must escape
// for that markup.
std::string review_page(const views::Review& review, const std::vector<LedgerView>& ledgers,
                        const messages::Speaker& speaker, const model::Markup& markup);

}  // namespace estafeta::render
