// A template made of a change that went well: what was done, by whom, after what, and the working time it
// really took.
//
// What a change was made from is not needed: hand-made ones give templates as well. Tasks that were
// cancelled, made for a difference or to take others back are left out; who needed them needs what they
// needed. Values of the change's parameters become {{ parameter }} again, values handed over {{ task.value
// }}. The text passes lint as it stands, unless people tied a ring.
#pragma once

#include <string>

#include "connector/change/tree/situation.h"
#include "connector/messages/catalogue.h"
#include "connector/service/site/site.h"

namespace estafeta::service {

// failed_precondition: there are no tasks to learn from. Comments are in the speaker's language.
base::Result<std::string> template_from(const Site& site, const change::Situation& situation,
                                        const std::string& name, const messages::Speaker& speaker);

}  // namespace estafeta::service
