// Whose yes or no to an approval counts. Private to change/. Pure.
//
// The named role's, by who is seen in the history to have set the status; not that of who set the change to
// agreed; and only as long as the change is made from what it was made from then.
#pragma once

#include "connector/change/tree/tree.h"

namespace estafeta::change {

Vote vote_on(const Situation& situation, const Node& node);
// Who agreed to the plan: who set the status, or decided that Estafeta does; null: nobody yet.
const model::Event* agreement(const model::Issue& change);
// Who gave the answer; null: it is not answered.
const model::Event* answer_to(const Node& node);

}  // namespace estafeta::change
