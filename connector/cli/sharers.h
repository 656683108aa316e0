// Who shares a database, in words and as JSON. Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/document/json_writer.h"
#include "connector/messages/catalogue.h"
#include "connector/store/postgresql_store.h"

namespace estafeta::cli {

// Of a part of the work: the client's id, or what the site's is called.
std::string name_of_part(const std::string& part, const messages::Speaker& speaker);
// A line each; nothing where nobody shares it.
std::vector<std::string> sharer_lines(const std::vector<store::Sharer>& sharers,
                                      const messages::Speaker& speaker);
// An array.
void write_sharers(document::JsonWriter& json, const std::vector<store::Sharer>& sharers);

}  // namespace estafeta::cli
