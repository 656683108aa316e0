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

// The same for a terminal, and as a page of its own that prints well; the speaker's words must be plain. What
// people wrote on the page is not in them.
std::string review_text(const views::Review& review, const std::vector<LedgerView>& ledgers,
                        const messages::Speaker& speaker);
std::string review_html(const views::Review& review, const std::vector<LedgerView>& ledgers,
                        const messages::Speaker& speaker);
// `Review: Shop front unreachable`.
std::string review_title(const views::Review& review, const messages::Speaker& speaker);

}  // namespace estafeta::render
