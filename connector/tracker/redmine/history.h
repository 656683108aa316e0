// Journals to Events: sorted, with the initial state derived and each hold's reason told as it was then.
#pragma once

#include "connector/document/node.h"
#include "connector/model/issue.h"
#include "connector/tracker/redmine/codec.h"

namespace estafeta::tracker::redmine {

// Fills in what only a history tells: events, initial status, priority and project, created_by,
// doubtful_authors, authors' roles, and the reason of a hold. `issue` holds what decode_issue() makes of the
// same node. failed_precondition: the time of a journal cannot be read, so nobody can tell what was when.
base::Status read_history(const Codec& codec, const document::Node& node,
                          const AuthorFactsOf& author_facts_of, model::Issue& issue);

}  // namespace estafeta::tracker::redmine
