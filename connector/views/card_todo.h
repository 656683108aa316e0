// What of one change needs its TAM, as far as it stands in the change and its plan: what comes with time
// alone (silence) or with people (absence) is added when the desk is made. Pure.
#pragma once

#include <vector>

#include "connector/change/tree/tree.h"
#include "connector/views/card.h"

namespace estafeta::views {

// Whether the item of a remark says all that the remark does to whoever has buttons beside it.
bool says_it_all(model::Ask ask);

// `card` holds all else already.
std::vector<TodoItem> todo_items(const change::Situation& situation, const model::Plan& plan,
                                 const change::Tree& tree, const ChangeCard& card,
                                 const messages::Speaker& speaker);

}  // namespace estafeta::views
