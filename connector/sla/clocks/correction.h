// Corrections: facts that people add to an incident by a note in a small fixed form. Pure.
//
//   SLA correction: answered
//   At: 2026-06-14 02:10
//   Reason: answered by telephone
//   Evidence: call record 4711
//
// `restored` is written alike; `excluded` with From and Until, or without both for the whole incident. The
// reason is needed, evidence is asked for. Times are in the site's zone (written_time.h). The note is the
// correction: who edits or deletes it changes or withdraws it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/calendar/zone.h"
#include "connector/model/incident.h"
#include "connector/model/issue.h"
#include "connector/model/mapping.h"

namespace estafeta::sla {

struct CorrectionRules {
  model::CorrectionForm form;
  calendar::Zone zone = calendar::Zone::utc();
};

// What a note in the form came to: a correction, or every reason why it is none.
struct ReadCorrection {
  std::optional<model::Correction> correction;
  std::vector<base::Phrase> problems;
};

// Whether somebody with these roles (keys of the mapping) may correct an SLA.
bool may_correct(const std::set<std::string>& roles, const model::CorrectionForm& form);

// Whether somebody who writes one spelling of a word is understood as if it were the other.
bool reads_alike(std::string_view one, std::string_view other);

// Whether a text means to be a correction: it begins with the form's title.
bool is_correction(const std::string& text, const model::CorrectionForm& form);

// nullopt: the event has no note in that form. `created` is the incident's.
std::optional<ReadCorrection> read_correction(const model::Event& event, base::Instant created,
                                              const CorrectionRules& rules);

// Who entered it, when, why and with what evidence, and who edited the note since, for the place `entered` of
// a sentence.
std::vector<base::Phrase> entry_of(const model::Correction& correction);

}  // namespace estafeta::sla
