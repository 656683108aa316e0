// The document of a template, from which the tracker's plugin draws the form of a new change.
//
// JSON in one line; install/redmine_estafeta/README.md lists its keys. Pure; safe to call from several
// threads.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/views/template_view.h"

namespace estafeta::render {

// The view must be in the speaker's language, whose words must be plain.
std::string template_document(const views::TemplateView& view, const messages::Speaker& speaker);

}  // namespace estafeta::render
