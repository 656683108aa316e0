// What changes are made of, as far as it needs the TAM: requests of the client, proposals, and what repeats
// without anybody having dealt with it. A part of the desk. Pure.
#pragma once

#include <vector>

#include "connector/model/mapping.h"
#include "connector/views/overview.h"
#include "connector/views/requests.h"
#include "connector/views/todo.h"

namespace estafeta::views {

void add_origins(const Overview& overview, const model::Client& client, const Requests& requests,
                 std::vector<TodoItem>& needs);

}  // namespace estafeta::views
