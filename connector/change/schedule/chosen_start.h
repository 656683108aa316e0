// The start that a person chose for the change as a whole. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connector/change/tree/situation.h"
#include "connector/change/tree/stamp.h"

namespace estafeta::change {

// The day before which nothing of the change begins, as a person chose it for the change itself. Once there
// are tasks a tracker derives that date from theirs, without a word in the history; the stamp keeps it.
std::optional<base::Date> chosen_start(const Rules& rules, const Situation& situation, const Stamp& stamp);
// The instant that day begins.
std::optional<base::Instant> earliest_start(const Rules& rules, const Situation& situation,
                                            const Stamp& stamp);
// The word by which the stamp keeps it.
std::string start_token(base::Date start);
bool is_start_token(std::string_view token);

}  // namespace estafeta::change
