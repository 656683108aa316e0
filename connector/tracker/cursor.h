// How a poll's cursor is used: where the next poll begins, and what of its rows is new.
//
// A poll begins some time before the last one's end, because a change is stamped before it is committed. A
// row whose second was still running when it was read is not remembered as seen: it may change once more
// within that second without a sign of it. Pure.
#pragma once

#include <optional>
#include <vector>

#include "connector/tracker/issue_reader.h"

namespace estafeta::tracker {

// Nothing: from the beginning of time.
std::optional<base::Instant> poll_from(const PollCursor& cursor);

// The rows not seen before, by time of change and id; moves the cursor past all rows. `read_at` is the
// tracker's time when the first of them was read.
std::vector<model::Issue> unseen(PollCursor& cursor, std::vector<model::Issue> rows, base::Instant read_at);

}  // namespace estafeta::tracker
