// Calendars as files name them: each with hours of its own, or made of others.
#pragma once

#include "connector/base/diagnostic.h"
#include "connector/calendar/calendar.h"
#include "connector/document/node.h"

namespace estafeta::calendar {

// Reads a map of name -> calendar; every problem of all of them goes to `diagnostics`, and the set holds
// those that had none. The name `24x7` may not be given to another one. `any_of: [ a, b ]` is open whenever
// one of those is, `all_of: [ a, b ]` while all are, in the zone of the first; they may be made of others
// themselves.
CalendarSet parse_calendars(const document::Node& node, base::Diagnostics& diagnostics);

}  // namespace estafeta::calendar
