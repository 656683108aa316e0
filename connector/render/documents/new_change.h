// What the form of a new change is made of: the template that is chosen, and what is answered while it is
// filled in, the plan as it would be or what is wrong.
//
// JSON in one line; install/redmine_estafeta/README.md lists the keys. Pure; safe to call from several
// threads.
#pragma once

#include <string>

#include "connector/base/diagnostic.h"
#include "connector/messages/catalogue.h"
#include "connector/render/plan/plan.h"
#include "connector/views/template_view.h"

namespace estafeta::render {

// The view must be in the speaker's language; the speaker's words must be plain, here and below.
std::string template_document(const views::TemplateView& view, const messages::Speaker& speaker);
std::string preview_document(const PlanView& view, const messages::Speaker& speaker);
// Each with the parameter it is about, where it is about one.
std::string problems_document(const base::Diagnostics& problems, const messages::Speaker& speaker);

}  // namespace estafeta::render
