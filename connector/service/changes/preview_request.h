// The form of a new change asks what would come of it, before anything is saved.
//
// The request is JSON, `{"template", "parameters", "project", "language"}`: parameters are the lines of the
// field, `name: value`, the project an identifier. Nothing is asked of the tracker. Safe to call from several
// threads.
#pragma once

#include <string>
#include <string_view>

#include "connector/base/time.h"
#include "connector/service/site/site.h"

namespace estafeta::service {

// As render/documents/preview.h says; a request that cannot be understood is a problem too.
std::string answer_preview(const Site& site, std::string_view request, base::Instant now);

}  // namespace estafeta::service
