// Speakers of the shipped catalogue, for tests of what people read.
#pragma once

#include <string>

#include "connector/messages/catalogue.h"
#include "connector/model/mapping.h"

namespace estafeta::render {

// `en` or `ru`, Moscow time.
model::TrackerMapping site(const std::string& language);
messages::Speaker plain(const std::string& language = "en");
messages::Speaker escaping(const std::string& language = "en");

base::Instant at(const std::string& text);

}  // namespace estafeta::render
