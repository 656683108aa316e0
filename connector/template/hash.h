// What a change was made from, as one number: approvals and the stamp in the tracker compare it.
//
// Pure; safe to call from several threads.
#pragma once

#include <string>

#include "connector/model/change.h"

namespace estafeta::tmpl {

// SHA-256 (hex) over the canonical JSON of template, version, parameters and tasks, without dates. The
// change's own `hash` is not looked at.
std::string hash_of(const model::DesiredChange& change);

}  // namespace estafeta::tmpl
