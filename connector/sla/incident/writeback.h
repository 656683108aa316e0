// Which SLA fields of an incident must be written, and with what. Pure.
//
// Fields hold states and due times, never elapsed time, so they differ only after a transition or an event.
// Beside the state of a clock that runs on though the incident is on hold stands why it does.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "connector/base/phrase.h"
#include "connector/calendar/zone.h"
#include "connector/model/incident.h"
#include "connector/model/issue.h"
#include "connector/sla/clocks/policy.h"

namespace estafeta::sla {

struct WriteBackRules {
  base::Instant live_from;                              // nothing is written for what was created earlier
  calendar::Zone zone;                                  // due times are written as its clocks show them
  std::function<std::string(const base::Phrase&)> say;  // the site's words for a state or a verdict
  const Policy* policy = nullptr;                       // by which the incident is judged; null: none
  bool knows_hold_reason = true;                        // the mapping has a word for what stands in the field
};

// The fields whose text differs from what the issue shows, apart from trailing space. A field the issue does
// not show is left out. `Deadline` gets the nearest due time of a clock that still runs or is overdue.
std::map<model::Field, std::string> write_back(const model::Judgement& judgement, const model::Issue& issue,
                                               const WriteBackRules& rules);

}  // namespace estafeta::sla
