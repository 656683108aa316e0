// The service's state in words, for `estafeta status`. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/service/telemetry/service_state.h"

namespace estafeta::service {

// `runs`: the process it names is there.
std::string state_text(const ServiceState& state, bool runs, const messages::Speaker& speaker);

// Whether somebody should look at it: it does not run though nobody stopped it, cannot pass, or something
// waits for a person.
bool needs_somebody(const ServiceState& state, bool runs);

}  // namespace estafeta::service
