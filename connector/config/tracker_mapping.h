// tracker.yaml: how Estafeta's words are spelled in the tracker.
//
// Inside config/ only; mappings.h is the way in.
#pragma once

#include <vector>

#include "connector/config/reader.h"
#include "connector/config/text_formatting.h"
#include "connector/document/node.h"
#include "connector/model/mapping.h"

namespace estafeta::config {

// The states a mapping may name for a kind, and those of them that it must: Estafeta sets or awaits each.
std::vector<model::State> states_of(model::Kind kind);
std::vector<model::State> required_states_of(model::Kind kind);

// `node` is what stands under `tracker`. An empty `language` takes the one the file names; the reader speaks
// the chosen one afterwards. `formatting` is the tracker's own, which `markup: auto` follows and any other
// must fit.
model::TrackerMapping read_tracker_mapping(const document::Node& node, const std::string& language,
                                           const TextFormatting& formatting, Reader& reader);

}  // namespace estafeta::config
