// Words of the tracker on which a judgement hangs and for which the mapping has none: a priority, the reason
// of a hold, or the field for reasons itself, which the tracker does not show. The incident is judged all the
// same, as if it had none, so somebody must be told. Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/model/issue.h"
#include "connector/model/mapping.h"

namespace estafeta::sla {

// Of an issue, with its history where it was read; each word once. What was deleted in the tracker since has
// no name any more and is not among them.
std::vector<base::Phrase> unmapped_words(const model::Issue& issue, const model::TrackerMapping& mapping);

// Names of statuses, its own and those of its history, each once.
std::vector<std::string> unmapped_statuses(const model::Issue& issue);
bool is_unmapped_priority(const std::string& priority, const model::TrackerMapping& mapping);
bool is_unmapped_hold_reason(const std::string& value, const model::TrackerMapping& mapping);
base::Phrase unmapped_priority(const std::string& priority);
base::Phrase unmapped_hold_reason(const std::string& value, const model::TrackerMapping& mapping);

}  // namespace estafeta::sla
