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

// Estafeta keeps a record in a field that people see too: lines of `name: value`, the first of which may name
// a page. There the page is shown, and the rest is folded away.
inline constexpr const char* kRecordPage = "page: ";
std::string show_record(const std::string& record);
// The record as it was; what people wrote around it is indented by a space.
std::string read_record(const std::string& shown);

}  // namespace estafeta::tracker::redmine
