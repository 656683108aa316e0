// The report of a client's month as a file, for whoever asks for it on a page of the tracker: what the
// command `sla report` makes, of what the store knows now.
//
// Reads the store beside the thread that decides and asks the tracker nothing, so that neither waits
// for the other.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "connector/base/ids.h"
#include "connector/service/site/site.h"
#include "connector/store/location.h"

namespace estafeta::service {

// Under which name the store keeps the last sign-off of a client's month, for who may not ask the tracker.
std::string sign_off_value(const std::string& client, const std::string& month);

// Answers `{"client", "month", "format": "html" | "csv", "language"}` by `{"name", "content"}`, or by
// `{"problem"}`, a sentence. `link`: where people open an issue. Safe to call from several threads if `link`
// is.
std::string answer_report(const Site& site, const store::Location& store, std::string_view request,
                          const std::function<std::string(base::IssueId)>& link, base::Instant now);

}  // namespace estafeta::service
