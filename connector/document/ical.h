// The days an iCalendar file (RFC 5545) names: what offices and states publish their holidays as.
//
// Every event must last whole days and come once or every year; anything else is refused, as is a file that
// cannot be read to its end. The only user of libical, which tells events but not lines: a problem stands
// where its event begins.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "connector/base/diagnostic.h"
#include "connector/base/time.h"
#include "connector/document/node.h"

namespace estafeta::document {

// Yearly events as far as the day `until`, itself left out. Cancelled events count for nothing.
tl::expected<std::set<base::Date>, base::Diagnostics> parse_ical_days(std::string_view text,
                                                                      const std::string& file,
                                                                      base::Date until, Limits limits = {});

}  // namespace estafeta::document
