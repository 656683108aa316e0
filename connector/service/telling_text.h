// The words of a note about an SLA clock: how it stands, who holds the incident, what to do. And of the
// answer to a correction that does not count. Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/model/incident.h"
#include "connector/model/issue.h"
#include "connector/model/mapping.h"
#include "connector/sla/record.h"
#include "connector/sla/telling.h"

namespace estafeta::service {

// One paragraph a mark, sentence by sentence. Marks of clocks that the judgement does not have are left out.
std::vector<std::vector<base::Phrase>> telling_text(const sla::Marks& marks,
                                                    const model::Judgement& judgement,
                                                    const model::Issue& issue,
                                                    const model::TrackerMapping& mapping);

// To its author by name: everything that is wrong with it, and the right form.
std::vector<std::vector<base::Phrase>> answer_text(const sla::RefusedCorrection& refused,
                                                   const model::CorrectionForm& form);

}  // namespace estafeta::service
