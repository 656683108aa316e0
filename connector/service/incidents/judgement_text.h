// A judgement as the store keeps it: what is written to people depends on nothing else of it. Pure.
#pragma once

#include <optional>
#include <string>

#include "connector/base/time.h"
#include "connector/model/incident.h"

namespace estafeta::service {

// JSON: the verdict, and of each clock its state and instants. No elapsed time, so that it stays the same
// from one transition to the next.
std::string text_of(const model::Judgement& judgement);

// When the first of its clocks breaches that is not breached yet; none: none of them can, or it is no such
// text.
std::optional<base::Instant> first_breach_in(const std::string& text);

}  // namespace estafeta::service
