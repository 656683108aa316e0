// The poll cursor as text, for the store.
#pragma once

#include <string>

#include "connector/base/status.h"
#include "connector/service/site/share.h"
#include "connector/store/store.h"
#include "connector/tracker/issue_reader.h"

namespace estafeta::service {

// Its key in the store. A store without it has not seen the tracker yet.
inline constexpr const char* kPollCursor = "poll_cursor";

std::string to_text(const tracker::PollCursor& cursor);
// A text that is not a cursor gives an empty one: everything is read again, which costs time and nothing
// else.
tracker::PollCursor cursor_from(const std::string& text);

// Where a share of the work goes on: each part has a cursor of its own, so that whoever takes it goes on
// where its last holder stopped; where they differ, the oldest of them counts, and some of what follows is
// looked at twice. kPollCursor is then the oldest of all parts and is kept by who has the site.
base::Result<tracker::PollCursor> read_cursor(store::Store& store, const Share& share);
base::Status keep_cursor(store::Store& store, const Share& share, const tracker::PollCursor& cursor);

}  // namespace estafeta::service
