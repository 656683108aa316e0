#include "connector/config/templates.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "connector/document/node.h"
#include "connector/template/parse.h"

namespace estafeta::config {
namespace {

using base::Phrase;
using base::Severity;

std::vector<std::string> files_of(const std::string& folder, base::Diagnostics& problems) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  if (error)
    problems.push_back({Severity::error, Phrase("config.no_folder", {{"folder", folder}}), {folder, 0, 0}});
  std::sort(files.begin(), files.end());
  return files;
}

void add(LoadedTemplates& loaded, TemplateFile file) {
  const std::string name = file.content.name;
  const auto [place, inserted] = loaded.templates.try_emplace(name, std::move(file));
  if (inserted) return;
  loaded.problems.push_back({Severity::error,
                             Phrase("config.template_twice", {{"name", name}, {"other", place->second.path}}),
                             file.content.where});
}

struct Known {
  const std::set<std::string>& departments;
  const std::set<std::string>& roles;
};

// Whether it was good, and is there now.
bool take(std::string text, const std::string& path, const Known& known, LoadedTemplates& loaded,
          base::Diagnostics& problems) {
  problems = tmpl::lint(text, path, known.departments, known.roles);
  auto parsed = tmpl::parse(text, path);
  if (!parsed || base::has_errors(problems)) return false;
  add(loaded, {std::move(*parsed), std::move(text), path});
  return true;
}

void load_one(const std::string& path, const Known& known, const FormerText& former,
              LoadedTemplates& loaded) {
  auto text = document::read_file(path);
  base::Diagnostics problems;
  bool is_good = false;
  if (text) {
    is_good = take(std::move(*text), path, known, loaded, problems);
  } else {
    problems.push_back({Severity::error, text.error().phrase(), {path, 0, 0}});
  }
  loaded.problems.insert(loaded.problems.end(), problems.begin(), problems.end());
  if (is_good || !former) return;
  if (auto before = former(path)) take(std::move(*before), path, known, loaded, problems);
}

}  // namespace

LoadedTemplates load_templates(const std::string& folder, const model::Departments& departments,
                               const std::set<std::string>& roles, const FormerText& former) {
  LoadedTemplates loaded;
  const auto names = names_for_templates(departments);
  for (const std::string& path : files_of(folder, loaded.problems))
    load_one(path, {names, roles}, former, loaded);
  return loaded;
}

std::set<std::string> names_for_templates(const model::Departments& departments) {
  std::set<std::string> names;
  for (const auto& [id, department] : departments.all) names.insert(id);
  for (const auto& [competence, department] : departments.competences) names.insert(competence);
  for (const auto& [former, heir] : departments.moved) names.insert(former);
  return names;
}

std::set<std::string> roles_for_templates(const model::TrackerMapping& mapping) {
  std::set<std::string> keys;
  for (const auto& [key, name] : mapping.roles) keys.insert(key);
  return keys;
}

}  // namespace estafeta::config
