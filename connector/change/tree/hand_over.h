// What a finished task hands to those that need it. What stands in its hand-over field was read before
// (model/hand_over.h). Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/change/tree/tree.h"
#include "connector/model/plan.h"

namespace estafeta::change {

// What keeps the values of a done task from being used: missing ones, and those that do not fit. Empty: all
// well.
std::vector<base::Phrase> hand_over_problems(const Node& node);
// The same of a task that is done: what it was closed without, and what is wrong with what it gave.
std::vector<base::Phrase> owed_values(const Node& node);

// The paragraphs a task's department reads when its turn has come: who hands over what, and what is not
// awaited, who decided so, and what is still to come of it. None if it needs nothing.
std::vector<base::Phrase> hand_over_note(const Rules& rules, const Situation& situation, const Tree& tree,
                                         const Node& task);

// The same for a task that could begin before: what was handed over since, or corrected, and not told yet.
std::vector<base::Phrase> late_hand_over_note(const Rules& rules, const Situation& situation,
                                              const Tree& tree, const Node& task);

// What `needed` hands over otherwise since `needing` ended with what it had from it before. None: nothing, or
// nobody had anything.
std::vector<base::Phrase> corrected_in_vain(const Situation& situation, const Tree& tree, const Node& needed,
                                            const Node& needing);

// The text with every given value that is known by now in its place. A task that needs only one of several
// does not wait for the others' values either: their defaults stand there. What a task and those for the
// difference gave stands side by side, each with its issue, where the newest does not hold it all. `reader`:
// whose text it is; it also reads what there is so far of tasks it does not wait for.
model::Text with_given_values(const model::Text& text, const Tree& tree, model::Join join = model::Join::all,
                              const Node* reader = nullptr);
// Puts the names of what is to be handed over into the empty field of a task that becomes ready, for people
// to fill in: in the write that is due anyway.
void lay_out_hand_over(const Node& node, model::IssueChange& change);
// Whether anything in the text waits for a predecessor.
bool expects_values(const model::Text& text);
// As plain text, values still to come as "…".
std::string plain(const model::Text& text);

}  // namespace estafeta::change
