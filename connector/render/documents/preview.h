// What the form of a new change is answered: the plan as it would be, or what is wrong with what was filled
// in.
//
// JSON in one line; install/redmine_estafeta/README.md lists its keys. Pure; safe to call from several
// threads.
#pragma once

#include <string>

#include "connector/base/diagnostic.h"
#include "connector/messages/catalogue.h"
#include "connector/render/plan/plan.h"

namespace estafeta::render {

// The speaker's words must be plain.
std::string preview_document(const PlanView& view, const messages::Speaker& speaker);
// Each with the parameter it is about, where it is about one.
std::string problems_document(const base::Diagnostics& problems, const messages::Speaker& speaker);

}  // namespace estafeta::render
