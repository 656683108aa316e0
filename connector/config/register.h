// The register of documents and risks that people keep in the tracker's own pages (model/register.h).
//
// The text is the one of config/entered.h:
//   {"documents": [{"project", "kind", "title", "link", "owner", "checked": date or null}],
//    "risks": [{"project", "text", "on": date}]}
// What lacks a title or a day is left out: the pages do not let it be saved. Pure; no thread rule.
#pragma once

#include <string>

#include "connector/model/register.h"

namespace estafeta::config {

model::Register read_register(const std::string& text);

}  // namespace estafeta::config
