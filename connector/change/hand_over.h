// What a finished task hands to those that need it. Values stand in its hand-over field, one `name: value` a
// line. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connector/change/tree.h"

namespace estafeta::change {

// Lines without a colon belong to nobody and are left alone; of a name that comes twice the last one counts.
std::map<std::string, std::string> parse_hand_over(std::string_view text);

// What keeps the values of a done task from being used: missing ones, and those that do not fit. Empty: all
// well.
std::vector<base::Phrase> hand_over_problems(const Situation& situation, const Node& node);
// The same of a task that is done: what it was closed without, and what is wrong with what it gave.
std::vector<base::Phrase> owed_values(const Situation& situation, const Node& node);

// The paragraphs a task's department reads when its turn has come: who hands over what. None if it needs
// nothing.
std::vector<base::Phrase> hand_over_note(const Rules& rules, const Tree& tree, std::size_t task);

// The same for a task that had begun when what it builds on was done once more: what was handed over since
// and not told yet.
std::vector<base::Phrase> late_hand_over_note(const Rules& rules, const Tree& tree, const Node& task);

// The text with every given value that is known by now in its place. A task that needs only one of several
// does not wait for the others' values either: their defaults stand there.
model::Text with_given_values(const model::Text& text, const Tree& tree, model::Join join = model::Join::all);
// Whether anything in the text waits for a predecessor.
bool expects_values(const model::Text& text);
// As plain text, values still to come as "…".
std::string plain(const model::Text& text);

}  // namespace estafeta::change
