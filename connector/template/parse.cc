#include "connector/template/parse.h"

#include <algorithm>
#include <utility>

#include "connector/document/yaml.h"
#include "connector/document/yaml_look.h"
#include "connector/template/check_conditions.h"
#include "connector/template/check_joins.h"
#include "connector/template/check_order.h"
#include "connector/template/check_texts.h"
#include "connector/template/reader.h"

namespace estafeta::tmpl {
namespace {

Template read_all(const document::Node& root, std::string_view source, Problems& problems) {
  auto tmpl = Reader(source, problems).read(root);
  check_needs(tmpl, problems);
  check_cycles(tmpl, problems);
  check_for_each(tmpl, problems);
  check_conditions(tmpl, problems);
  check_texts(tmpl, problems);
  // Tries values of a template that is right in itself: without rings, with parameters that can be read.
  if (problems.all().empty()) check_joins(tmpl, problems);
  return tmpl;
}

tl::expected<Template, base::Diagnostics> if_right(Template tmpl, base::Diagnostics problems) {
  if (problems.empty()) return tmpl;
  sort_by_place(problems);
  return tl::unexpected(std::move(problems));
}

void mark_used(const Pieces& pieces, std::set<std::string>& used) {
  for (const auto& piece : pieces) {
    if (piece.kind == Piece::Kind::parameter) used.insert(piece.name);
  }
}

void mark_used(const Words& words, std::set<std::string>& used) {
  for (const auto& [language, pieces] : words) mark_used(pieces, used);
}

void mark_used(const Task& task, std::set<std::string>& used) {
  mark_used(task.title, used);
  mark_used(task.description, used);
  for (const auto& words : task.checklist) mark_used(words, used);
  for (const auto& field : task.fields) mark_used(field.value, used);
  mark_used(task.latest.text, used);
  used.insert(task.for_each);
  for (const auto& condition : task.when) used.insert(condition.parameter);
  for (const auto& rollback : task.rollback) mark_used(rollback, used);
}

std::set<std::string> used_parameters(const Template& tmpl) {
  std::set<std::string> used{kRehearsal};
  mark_used(tmpl.title, used);
  mark_used(tmpl.latest.text, used);
  for (const auto& words : tmpl.review) mark_used(words, used);
  for (const auto& task : tmpl.tasks) mark_used(task, used);
  return used;
}

// Names of the site: what is not known cannot be checked. A role that is missing concerns only who uses that
// template, so it is a warning; the change that does is refused.
class NameChecker {
 public:
  NameChecker(const std::set<std::string>& departments, const std::set<std::string>& roles,
              base::Diagnostics& found)
      : departments_(departments), roles_(roles), found_(found), problems_(found) {}

  void check(const Task& task) {
    if (!task.department.empty()) {
      expect(departments_, task.department, task.department_where, "template.department_unknown",
             {{"department", task.department}, {"task", task.id}});
    }
    if (task.kind == model::TaskKind::approval) {
      wish(roles_, task.approver, task.approver_where, "template.approver_unknown",
           {{"role", task.approver}, {"task", task.id}});
    }
    for (const auto& watcher : task.watchers) check_watcher(task, watcher);
    for (const auto& rollback : task.rollback) check(rollback);
  }

 private:
  void check_watcher(const Task& task, const Watcher& watcher) {
    if (departments_.empty() || roles_.empty()) return;
    auto either = departments_;
    either.insert(roles_.begin(), roles_.end());
    wish(either, watcher.name, watcher.where, "template.watcher_unknown",
         {{"watcher", watcher.name}, {"task", task.id}});
  }
  void wish(const std::set<std::string>& known, const std::string& name, const base::Location& where,
            const char* key, Values values) {
    const auto before = found_.size();
    expect(known, name, where, key, std::move(values));
    if (found_.size() > before) found_.back().severity = base::Severity::warning;
  }
  void expect(const std::set<std::string>& known, const std::string& name, const base::Location& where,
              const char* key, Values values) {
    if (known.empty() || known.contains(name)) return;
    problems_.unknown(key, where, name, {known.begin(), known.end()}, std::move(values));
  }

  const std::set<std::string>& departments_;
  const std::set<std::string>& roles_;
  base::Diagnostics& found_;
  Problems problems_;
};

// Without those parameters that are known to be meant where another name stands.
base::Diagnostics lint_but(const std::set<std::string>& misspelt, const Template& tmpl,
                           const std::set<std::string>& departments_and_competences,
                           const std::set<std::string>& roles) {
  base::Diagnostics diagnostics;
  Problems problems(diagnostics);
  const auto used = used_parameters(tmpl);
  for (const auto& parameter : tmpl.parameters) {
    if (used.contains(parameter.id) || misspelt.contains(parameter.id)) continue;
    problems.warning("template.parameter_unused", parameter.where, {{"parameter", parameter.id}});
  }
  NameChecker names(departments_and_competences, roles, diagnostics);
  for (const auto& task : tmpl.tasks) names.check(task);
  return diagnostics;
}

}  // namespace

tl::expected<Template, base::Diagnostics> parse(std::string_view text, const std::string& file) {
  base::Diagnostics problems;
  const auto root = document::parse_yaml(text, file, problems);
  if (!root) return tl::unexpected(std::move(problems));
  Problems found(problems);
  auto tmpl = read_all(*root, text, found);
  return if_right(std::move(tmpl), std::move(problems));
}

tl::expected<Template, base::Diagnostics> parse(const document::Node& root) {
  base::Diagnostics problems;
  Problems found(problems);
  auto tmpl = read_all(root, {}, found);
  return if_right(std::move(tmpl), std::move(problems));
}

base::Diagnostics lint(const Template& tmpl, const std::set<std::string>& departments_and_competences,
                       const std::set<std::string>& roles) {
  return lint_but({}, tmpl, departments_and_competences, roles);
}

base::Diagnostics lint(std::string_view text, const std::string& file,
                       const std::set<std::string>& departments_and_competences,
                       const std::set<std::string>& roles) {
  base::Diagnostics problems;
  const auto root = document::parse_yaml(text, file, problems);
  if (!root) return problems;
  Problems found(problems);
  const auto tmpl = read_all(*root, text, found);
  const auto cut = document::comments_in_texts(text, file, {"title", "description", "en", "ru"});
  for (auto& problem : lint_but(found.meant_parameters(), tmpl, departments_and_competences, roles)) {
    problems.push_back(std::move(problem));
  }
  problems.insert(problems.end(), cut.begin(), cut.end());
  sort_by_place(problems);
  return problems;
}

}  // namespace estafeta::tmpl
