// Redmine's two formatters: Textile, and Markdown (CommonMark). Macros are the same in both.
//
// Pure; safe to call from several threads.
#pragma once

#include <string>

#include "connector/model/mapping.h"
#include "connector/model/markup.h"

namespace estafeta::tracker::redmine {

// Holds for ever.
const model::Markup& markup_of(model::MarkupKind kind);

// A record as the field shows it: its page, and the rest folded away.
std::string show_record(const std::string& record);
// The record as it was; what people wrote around it is indented by a space.
std::string read_record(const std::string& shown);

}  // namespace estafeta::tracker::redmine
