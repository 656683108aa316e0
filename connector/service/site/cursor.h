// The poll cursor as text, for the store.
#pragma once

#include <string>

#include "connector/tracker/issue_reader.h"

namespace estafeta::service {

// Its key in the store. A store without it has not seen the tracker yet.
inline constexpr const char* kPollCursor = "poll_cursor";

std::string to_text(const tracker::PollCursor& cursor);
// A text that is not a cursor gives an empty one: everything is read again, which costs time and nothing
// else.
tracker::PollCursor cursor_from(const std::string& text);

}  // namespace estafeta::service
