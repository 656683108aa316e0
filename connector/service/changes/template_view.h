// A template as people choose it: its parameters with their bounds, its tasks. Pure; safe to call from
// several threads.
#pragma once

#include <string>
#include <vector>

#include "connector/service/site/site.h"
#include "connector/template/template.h"
#include "connector/views/template_view.h"

namespace estafeta::service {

// What it does not say in that language stands in another one.
views::TemplateView template_view(const Site& site, const tmpl::Template& content,
                                  const std::string& language);
// What a template asks for afterwards; what parameters fill in stands as "…".
std::vector<std::string> review_questions(const tmpl::Template& content, const std::string& language);

}  // namespace estafeta::service
