// Speakers of the shipped catalogue, for tests of what people read.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/model/mapping.h"

namespace estafeta::render {

// `en` or `ru`.
model::TrackerMapping site(const std::string& language, const std::string& zone = "Europe/Moscow");
messages::Speaker plain(const std::string& language = "en", const std::string& zone = "Europe/Moscow");
messages::Speaker escaping(const std::string& language = "en");

base::Instant at(const std::string& text);

}  // namespace estafeta::render
