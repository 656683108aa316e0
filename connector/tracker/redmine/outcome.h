// What came of a write, as the issue shows it afterwards, and the words for what did not come of it; the same
// over stock REST and by the plugin. Pure, apart from hear_time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/tracker/issue_writer.h"
#include "connector/tracker/redmine/rest.h"

namespace estafeta::tracker::redmine {

// The newest own entry of that text: the note just written. Null: it is not there.
const model::Event* own_note(const model::Issue& issue, const std::string& text);

// The tracker's time, by the entry that the write made; one that changed nothing made none. `known`: the
// newest entry before.
void hear_time(Rest& rest, const model::Issue& after, std::optional<base::JournalId> known);

base::Status edited_concurrently(base::IssueId id);
// What the mapping or provisioning lacks for it.
base::Status not_writable(std::vector<base::Phrase> missing);
base::Status note_lost(base::IssueId id);
base::Status note_would_be_public(base::IssueId id);
// `wanted` and `allowed`: the tracker's names.
base::Status status_refused(base::IssueId id, const std::string& wanted, const std::string& is,
                            const std::vector<std::string>& allowed);

}  // namespace estafeta::tracker::redmine
