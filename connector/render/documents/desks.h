// The documents of a client's desk and of a department, from which the tracker's plugin draws their pages.
//
// JSON in one line; install/redmine_estafeta/README.md lists their keys. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/views/department.h"
#include "connector/views/desk.h"

namespace estafeta::render {

// The views must be in the speaker's language, whose words must be plain.
std::string desk_document(const views::Desk& desk, const messages::Speaker& speaker);
std::string department_document(const views::DepartmentView& view, const messages::Speaker& speaker);

}  // namespace estafeta::render
