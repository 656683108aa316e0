#include "connector/template/check_joins.h"

#include <algorithm>
#include <set>

#include "connector/document/schema.h"
#include "connector/document/value.h"
#include "connector/template/presence.h"

namespace estafeta::tmpl {
namespace {

class JoinChecker {
 public:
  JoinChecker(const Template& tmpl, Problems& problems) : tmpl_(tmpl), problems_(problems) {}

  void check(const Task& join) {
    std::set<std::string> names;
    collect(join, names);
    try_values(tmpl_, {names.begin(), names.end()}, [&](const Assignment& values) {
      if (!is_there(join, values)) return true;
      std::set<std::string> without;
      if (has_branch(join, values, without)) return true;
      problems_.error("template.join_may_be_empty", join.join_where,
                      {{"task", join.id}, {"values", written(values)}});
      return false;
    });
  }

 private:
  // The parameters on which it depends whether the task and those before it are there.
  void collect(const Task& task, std::set<std::string>& names) {
    if (!seen_.insert(task.id).second) return;
    for (const auto& condition : task.when) names.insert(condition.parameter);
    if (!task.for_each.empty()) names.insert(task.for_each);
    for (const auto& need : task.needs) {
      if (const auto* needed = tmpl_.task(need.task)) collect(*needed, names);
    }
  }

  // Whether anything of what it needs is there, or of what stands in for what is left out. `without`: tasks
  // that were looked at already and have no branch; several may need one.
  bool has_branch(const Task& task, const Assignment& values, std::set<std::string>& without) const {
    if (!without.insert(task.id).second) return false;
    return std::any_of(task.needs.begin(), task.needs.end(), [&](const Need& need) {
      const auto* needed = tmpl_.task(need.task);
      return needed == nullptr || is_there(*needed, values) || has_branch(*needed, values, without);
    });
  }

  static std::vector<std::string> written(const Assignment& values) {
    std::vector<std::string> all;
    for (const auto& [name, value] : values) all.push_back(name + ": " + document::brief(value));
    return all;
  }

  const Template& tmpl_;
  Problems& problems_;
  std::set<std::string> seen_;
};

}  // namespace

void check_joins(const Template& tmpl, Problems& problems) {
  for (const auto& task : tmpl.tasks) {
    if (task.join == model::Join::any) JoinChecker(tmpl, problems).check(task);
  }
}

}  // namespace estafeta::tmpl
