// A post-incident review for programs. Pure; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/messages/catalogue.h"
#include "connector/render/incident/ledger.h"
#include "connector/views/review.h"

namespace estafeta::render {

// The values are plain text, so the speaker's words must be plain too.
std::string review_document(const views::Review& review, const std::vector<LedgerView>& ledgers,
                            const messages::Speaker& speaker);

}  // namespace estafeta::render
