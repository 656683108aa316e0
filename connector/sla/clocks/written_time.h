// A time as people write it into a note, or copy it from a page of the tracker. Pure.
//
//   2026-06-14 02:10    2026-06-14T02:10:30+03:00    14.06.2026 02:10    06/14/2026 02:10 am
//
// Without an offset (`+02:00`, `UTC`, `Z`) it is what the site's clocks show. What can be read in two ways is
// refused: in which order day and month stand (`06/07/2026`), an hour that a clock change repeats.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/calendar/zone.h"

namespace estafeta::sla {

// nullopt: it is none, and why stands in `problems`, with the text as it was written.
std::optional<base::Instant> read_written_time(const std::string& text, const calendar::Zone& zone,
                                               std::vector<base::Phrase>& problems);

}  // namespace estafeta::sla
