#include "connector/template/check_order.h"

#include <algorithm>
#include <map>

#include "connector/template/ancestry.h"

namespace estafeta::tmpl {
namespace {

// Follows `needs` depth first; a task met again on the way to itself closes a circle.
class CycleFinder {
 public:
  CycleFinder(const Template& tmpl, Problems& problems) : tmpl_(tmpl), ancestry_(tmpl), problems_(problems) {}

  void run() {
    for (const auto& task : tmpl_.tasks) visit(task);
  }

 private:
  enum class Mark { fresh, open, finished };

  void visit(const Task& task) {
    Mark& mark = marks_[task.id];
    if (mark != Mark::fresh) return;
    mark = Mark::open;
    way_.push_back(task.id);
    for (const auto& need : task.needs) {
      const Task* next = ancestry_.find(need.task);
      if (next == nullptr) continue;
      if (marks_[next->id] == Mark::open) {
        report(*next, need);
      } else {
        visit(*next);
      }
    }
    way_.pop_back();
    marks_[task.id] = Mark::finished;
  }

  void report(const Task& first, const Need& need) {
    std::string path;
    for (auto at = std::find(way_.begin(), way_.end(), first.id); at != way_.end(); ++at)
      path += *at + " -> ";
    problems_.error("template.cycle", need.where, {{"path", path + first.id}});
  }

  const Template& tmpl_;
  const Ancestry ancestry_;
  Problems& problems_;
  std::map<std::string, Mark> marks_;
  std::vector<std::string> way_;
};

void check_item_need(const Task& task, const Need& need, const Task& needed, Problems& problems) {
  if (!need.of_item) return;
  if (task.for_each.empty() || task.for_each != needed.for_each) {
    problems.error("template.need_item", need.where, {{"task", task.id}, {"needed", needed.id}});
  }
}

}  // namespace

void check_needs(const Template& tmpl, Problems& problems) {
  const auto ids = ids_of(tmpl.tasks);
  const Ancestry ancestry(tmpl);
  for (const auto& task : tmpl.tasks) {
    for (const auto& need : task.needs) {
      if (!is_id(need.task)) continue;  // said already
      if (const Task* needed = ancestry.find(need.task)) {
        check_item_need(task, need, *needed, problems);
        if (need.on == model::On::begun && !takes_time(needed->kind))
          problems.error("template.begun_of_answer", need.where, {{"task", task.id}, {"needed", needed->id}});
      } else {
        problems.unknown("template.need_unknown", need.where, need.task, ids,
                         {{"task", task.id}, {"needed", need.task}});
      }
    }
  }
}

void check_cycles(const Template& tmpl, Problems& problems) {
  CycleFinder(tmpl, problems).run();
}

}  // namespace estafeta::tmpl
