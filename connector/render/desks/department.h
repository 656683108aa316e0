// A department's page in words. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/model/markup.h"
#include "connector/views/department.h"

namespace estafeta::render {

std::string department_text(const views::DepartmentView& view, const messages::Speaker& speaker);
// The speaker's style must escape for that markup.
std::string department_page(const views::DepartmentView& view, const messages::Speaker& speaker,
                            const model::Markup& markup);

}  // namespace estafeta::render
