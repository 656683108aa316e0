// Speakers of the shipped catalogue, for tests of what people read.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/model/mapping.h"
#include "connector/model/markup.h"

namespace estafeta::render {

// `en` or `ru`.
model::TrackerMapping site(const std::string& language, const std::string& zone = "Europe/Moscow");
messages::Speaker plain(const std::string& language = "en", const std::string& zone = "Europe/Moscow");
messages::Speaker escaping(const std::string& language = "en");

// Redmine's.
const model::Markup& textile();
const model::Markup& markdown();

base::Instant at(const std::string& text);

}  // namespace estafeta::render
