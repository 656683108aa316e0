// Problems of files as people read them: `file:line:column: error: sentence`, the line, and a caret below.
//
// Pure; no thread rule.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "connector/base/diagnostic.h"
#include "connector/base/status.h"
#include "connector/messages/catalogue.h"

namespace estafeta::render {

// The text of a file, where it can be had.
using SourceOf = std::function<std::optional<std::string>(const std::string& file)>;

// In the order given. `source` may be empty: then no lines are shown.
std::string diagnostics_text(const base::Diagnostics& diagnostics, const messages::Speaker& speaker,
                             const SourceOf& source, bool color);

// `error: sentence`.
std::string status_text(const base::Status& status, const messages::Speaker& speaker, bool color);

}  // namespace estafeta::render
