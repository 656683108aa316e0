// Whom Estafeta's writes are for, where the tracker can be told (tracker::Audience): a mail is for who has
// something to do or to read. Pure.
#pragma once

#include "connector/model/words.h"
#include "connector/tracker/issue_writer.h"

namespace estafeta::service {

// A task that nobody holds yet is for nobody.
tracker::Audience audience_of(const tracker::NewIssue& issue);

// A note is for everyone who reads the issue. Without one, what becomes of a task is for who holds it; dates,
// texts and fields are for nobody, and so is all that a change or an incident shows by itself.
tracker::Audience audience_of(model::Kind kind, const tracker::IssueUpdate& change);

}  // namespace estafeta::service
