// What was asked against what came of it: the comparison after every write, the same for all trackers.
//
// Texts are compared normalised, because browsers and trackers change line ends. Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/base/status.h"
#include "connector/model/mapping.h"
#include "connector/tracker/issue_writer.h"

namespace estafeta::tracker {

// With LF line ends and otherwise as it is.
std::string with_lf(const std::string& text);

// With LF line ends, without spaces at line ends and empty lines at the end.
std::string normalised(const std::string& text);

// What of the request did not come true, one phrase each; empty: all of it did.
std::vector<base::Phrase> differences(const NewIssue& asked, const model::Issue& got);
std::vector<base::Phrase> differences(const IssueUpdate& asked, const model::Issue& got);

// Ok, or failed_precondition naming the issue and everything that is not as asked. A created issue stands all
// the same: the phrase carries its id.
base::Status check_created(const NewIssue& asked, const model::Issue& got);
base::Status check_updated(const IssueUpdate& asked, const model::Issue& got);

// Keys that may be searched for: letters and digits of a-z, `-` and `/`, so that none is taken for an
// operator of a filter.
bool is_key(const std::string& text);

// The name Estafeta writes for that state of that kind, or null where the mapping has none.
const std::string* status_name(const model::TrackerMapping& mapping, model::Kind kind, model::State state);

// The state a tracker's status stands for in an issue of that kind; State::unknown where the mapping has
// none.
model::State state_of(const model::TrackerMapping& mapping, model::Kind kind, const std::string& status);

model::Kind kind_of(const model::TrackerMapping& mapping, const std::string& tracker);
model::HoldReason hold_reason_of(const model::TrackerMapping& mapping, const std::string& value);
// The reason that a status says by itself; none for most.
model::HoldReason hold_reason_of_status(const model::TrackerMapping& mapping, const std::string& status);

// The mapping's word for a priority, or its name where the mapping has none.
std::string priority_word(const model::TrackerMapping& mapping, const std::string& name);

}  // namespace estafeta::tracker
