// The document of an incident, from which the tracker's plugin draws its panel: both clocks, what is left of
// them in working time, the whole explanation, and what a note must be written in that corrects it.
//
// JSON in one line; install/redmine_estafeta/README.md lists its keys. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/model/mapping.h"
#include "connector/render/incident/ledger.h"

namespace estafeta::render {

// The speaker's words must be plain.
std::string incident_document(const LedgerView& view, const model::CorrectionForm& form,
                              const messages::Speaker& speaker);

}  // namespace estafeta::render
