// A client's SLA digest in words. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/model/markup.h"
#include "connector/views/digest.h"

namespace estafeta::render {

// Says no time of its own making: it changes only with what it tells of. The speaker's style must escape for
// that markup.
std::string digest_page(const views::Digest& digest, const messages::Speaker& speaker,
                        const model::Markup& markup);

}  // namespace estafeta::render
