// A ledger as a page that stands alone. Pure.
#pragma once

#include <string>

#include "connector/render/incident/ledger.h"

namespace estafeta::render {

// One page that needs nothing else, and prints well. The speaker must not escape.
std::string ledger_html(const LedgerView& view, const messages::Speaker& speaker);

}  // namespace estafeta::render
