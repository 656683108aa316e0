// A judgement as the store keeps it: what is written to people depends on nothing else of it. Pure.
#pragma once

#include <string>

#include "connector/model/incident.h"

namespace estafeta::service {

// JSON: the verdict, and of each clock its state and instants. No elapsed time, so that it stays the same
// from one transition to the next.
std::string text_of(const model::Judgement& judgement);

}  // namespace estafeta::service
