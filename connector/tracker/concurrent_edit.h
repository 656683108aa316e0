// What people wrote while Estafeta was deciding or writing: found, and put back where Estafeta's write came
// just after theirs. The same for all trackers.
//
// A decision rests on an issue as it was read; IssueUpdate::seen says up to which entry of its history.
// Trackers offer no compare-and-set, so that a person may still come in between the last look and the write:
// then their entry stands before Estafeta's in the history, which tells what was lost. Pure; no thread rule.
#pragma once

#include <set>
#include <string>

#include "connector/model/issue.h"
#include "connector/tracker/issue_writer.h"

namespace estafeta::tracker {

// The newest entry of the history; zero where there is none.
base::JournalId newest_entry(const model::Issue& issue);

// What it writes of what people write too, by the names of model::FieldChange; a status is `status`. If there
// is any, a look right before it is worth its request.
std::set<std::string> shared_parts(const IssueUpdate& change);

// Whether somebody else wrote something since that the change would write over.
bool was_overtaken(const IssueUpdate& change, const model::Issue& now);

// What makes people's values stand again that the change wrote over; empty: nothing of theirs was lost.
IssueUpdate restoration(const IssueUpdate& written, const model::Issue& after);

}  // namespace estafeta::tracker
