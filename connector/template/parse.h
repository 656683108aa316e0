// Text -> Template, with every problem of the file at once, each at its line and column.
//
// Errors are Diagnostics with keys `template.…` (and `document.…`, `schema.…` for what lies below). Pure;
// safe to call from several threads.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "connector/template/template.h"

namespace estafeta::tmpl {

// YAML, and so JSON as well. `file` is what people call it.
tl::expected<Template, base::Diagnostics> parse(std::string_view text, const std::string& file);
tl::expected<Template, base::Diagnostics> parse(const document::Node& root);

// What parse() does not hold against a template: departments and competences that do not exist (errors),
// roles that do not, parameters nothing uses (warnings). An empty set means: those names are not known, do
// not check them.
base::Diagnostics lint(const Template& tmpl, const std::set<std::string>& departments_and_competences,
                       const std::set<std::string>& roles = {});

// All of it, by line: what parse() finds, and lint() on as much as could be read.
base::Diagnostics lint(std::string_view text, const std::string& file,
                       const std::set<std::string>& departments_and_competences,
                       const std::set<std::string>& roles = {});

}  // namespace estafeta::tmpl
