// What needs a client's TAM and was left undone is the deputy's as well: after the time that the mapping
// names, or at once while the TAM is away. Pure; no thread rule.
#pragma once

#include "connector/model/mapping.h"
#include "connector/views/desk.h"
#include "connector/views/overview.h"
#include "connector/views/tam_facts.h"

namespace estafeta::views {

// Whose working hours the time of a TAM is counted by; null: the mapping names none.
const calendar::Calendar* tam_calendar(const Organisation& organisation);

// Marks the needs of a client's desk that are the deputy's by now, and says so in their details. Only of
// needs that somebody asked for or decided on: clocks, absences and risks have hearers of their own. Nothing
// where the client has no TAM, or no deputy who is there.
void hand_to_deputies(const Overview& overview, const TamFacts& facts, Desk& desk);

}  // namespace estafeta::views
