// The folder of templates: every `*.yaml` in it, read and checked against the departments there are.
//
// Plain data once loaded; no thread rule.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "connector/base/diagnostic.h"
#include "connector/model/mapping.h"
#include "connector/template/template.h"

namespace estafeta::config {

struct TemplateFile {
  tmpl::Template content;
  std::string text;  // as it stands in the file: a change keeps a copy of what it was made from
  std::string path;
};

struct LoadedTemplates {
  std::map<std::string, TemplateFile> templates;  // by name; only those without errors
  base::Diagnostics problems;
};
// With which text the file of that path was good before; none: with none.
using FormerText = std::function<std::optional<std::string>(const std::string& path)>;
// `roles`: keys of the mapping's roles; none: not known, so not checked. A file with errors stands with its
// former text, where that is good; its problems are told all the same.
LoadedTemplates load_templates(const std::string& folder, const model::Departments& departments,
                               const std::set<std::string>& roles = {}, const FormerText& former = {});

// Everything a template may name after `department:`.
std::set<std::string> names_for_templates(const model::Departments& departments);
// Everything it may name after `approver:`, and among `watchers:`.
std::set<std::string> roles_for_templates(const model::TrackerMapping& mapping);

}  // namespace estafeta::config
