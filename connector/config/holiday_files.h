// Holidays that stand in iCalendar files: among the dates of a calendar, `{ file: ru.ics }` counts as the
// days the file names. calendar/ reads no files; here they become dates before it sees them.
//
// Inside config/ only. Not safe for several threads.
#pragma once

#include <string>

#include "connector/config/reader.h"
#include "connector/document/node.h"

namespace estafeta::config {

// The calendars with dates in place of files, which are named from `folder`.
document::Node with_holiday_dates(document::Node calendars, const std::string& folder, Reader& reader);

}  // namespace estafeta::config
