// A template's plan before there is any change: what would be created, with dates and critical path.
#pragma once

#include <string>
#include <string_view>

#include "connector/base/diagnostic.h"
#include "connector/model/change.h"
#include "connector/render/plan/plan.h"
#include "connector/service/site/site.h"

namespace estafeta::service {

// Every problem at once: no such template, bad parameters (by their lines in `parameters`). Titles in that
// language.
tl::expected<model::DesiredChange, base::Diagnostics> expand_template(const Site& site,
                                                                      const std::string& name,
                                                                      const std::string& parameters,
                                                                      const std::string& language);

// `project` may be empty: then no client's windows and freezes count, and what needs a window is refused; one
// that belongs to no client is refused too. The view points into the site.
base::Result<render::PlanView> preview(const Site& site, const model::DesiredChange& desired,
                                       const std::string& project, base::Instant start);

// The form of a new change asks, before anything is saved, by JSON: `{"template", "parameters", "project",
// "language"}`; parameters are the lines of the field, `name: value`. Answered as
// render/documents/new_change.h says; a request that cannot be understood is a problem too. Safe to call from
// several threads.
std::string answer_preview(const Site& site, std::string_view request, base::Instant now);

}  // namespace estafeta::service
