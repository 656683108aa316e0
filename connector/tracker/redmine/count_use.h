// What one issue's history tells of how a tracker is used. Pure.
#pragma once

#include <map>
#include <string>

#include "connector/document/node.h"
#include "connector/tracker/survey.h"

namespace estafeta::tracker::redmine {

// Adds what one issue with its journals tells. `status_names` are Redmine's, by id.
void count_use(const document::Node& issue, const std::map<std::string, std::string>& status_names, Use& use);

}  // namespace estafeta::tracker::redmine
