// The proposals of a period as text, CSV and JSON. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/views/proposal_list.h"

namespace estafeta::render {

std::string proposals_text(const views::ProposalList& list, const messages::Speaker& speaker);
// The words of the columns and states are those of files, whatever the language.
std::string proposals_csv(const views::ProposalList& list);
std::string proposals_json(const views::ProposalList& list);

}  // namespace estafeta::render
