// What one mapping file says in the words of another: checked once all of them have been read.
//
// A word that no other file defines would match nothing, and something else than was meant would hold in
// silence. What only the tracker knows (projects, categories) is checked against it by
// service/site/live_check. Inside config/ only; mappings.h is the way in.
#pragma once

#include "connector/config/mappings.h"
#include "connector/config/reader.h"
#include "connector/document/node.h"

namespace estafeta::config {

// `policies` is what stands under `policies`. Words of a file that could not be read are not checked: that it
// could not is problem enough. Rows of targets that no incident can reach, none for the rest, and an answer
// promised for later than the end are warnings.
void check_policy_words(const document::Node& policies, const Mappings& mappings, Reader& reader);

// `clients` is what stands under `clients`. A contract that begins before its policy has a version is a
// warning: what is created in between has no SLA.
void check_contract_dates(const document::Node& clients, const Mappings& mappings, Reader& reader);

// `tam` is what stands under `tam` in clients.yaml: its departments and roles must be in the other files.
void check_tam_rules(const document::Node& tam, const Mappings& mappings, Reader& reader);

// A shift that ends when it begins counts as a whole day, which hardly anybody means: a warning. `calendar`
// is one calendar, or `windows` of a client.
void check_shifts(const document::Node& calendar, Reader& reader);
// The same for the windows of all of them.
void check_window_shifts(const document::Node& clients, Reader& reader);

}  // namespace estafeta::config
