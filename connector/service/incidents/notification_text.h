// The words of a note about an SLA clock: how it stands, who holds the incident, what to do. And of the
// answer to a correction that does not count. Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/model/issue.h"
#include "connector/model/mapping.h"
#include "connector/service/incidents/incidents.h"
#include "connector/sla/incident/notifications.h"
#include "connector/sla/incident/record.h"

namespace estafeta::service {

// Who may correct the SLA of an incident.
struct Correctors {
  std::vector<std::string> who;  // by name; by their roles where that is nobody, or too many to name
  bool all_readers = false;      // everybody who gets the note, so that it may ask them themselves
};

// One paragraph a mark, sentence by sentence. Marks of clocks that the judgement does not have are left out.
std::vector<std::vector<base::Phrase>> notification_text(const sla::Marks& marks,
                                                         const JudgedIncident& incident,
                                                         const model::Issue& issue,
                                                         const model::TrackerMapping& mapping,
                                                         const Correctors& correctors);

// Who wrote a correction that does not count.
enum class AuthorIs {
  corrector,  // may correct
  colleague,  // may not, but reads private notes
  client,     // never reads the answer: it speaks to those who may correct
};

// To its author by name: everything that is wrong with it, and the right form. Whom to ask where the author
// may not correct anything.
std::vector<std::vector<base::Phrase>> answer_text(const sla::RefusedCorrection& refused,
                                                   const model::CorrectionForm& form, AuthorIs author,
                                                   const Correctors& correctors);

}  // namespace estafeta::service
