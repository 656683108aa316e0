// What the tables of board, desk, departments and digests have in common. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/messages/catalogue.h"
#include "connector/model/words.h"

namespace estafeta::render {

// The sentences of those keys.
std::vector<std::string> heads(const std::vector<const char*>& keys, const messages::Speaker& speaker);
// One line, cut where it is longer than so many columns.
std::string title_cell(const std::string& title, const messages::Speaker& speaker, std::size_t columns = 60);
// `#12`, which the tracker shows as a link; a dash where there is none.
std::string issue_cell(const std::optional<base::IssueId>& issue, const messages::Speaker& speaker);
std::string instant_cell(const std::optional<base::Instant>& instant, const messages::Speaker& speaker);
// With the reason of a hold.
std::string state_cell(model::State state, model::HoldReason reason, const messages::Speaker& speaker);

}  // namespace estafeta::render
