#include "connector/template/ancestry.h"

#include <algorithm>

namespace estafeta::tmpl {

Ancestry::Ancestry(const Template& tmpl)
    : tmpl_(tmpl), needs_(tmpl.tasks.size()), names_nothing_(tmpl.tasks.size()) {
  for (Number at = 0; at < tmpl.tasks.size(); ++at) numbers_.emplace(tmpl.tasks[at].id, at);
  for (Number at = 0; at < tmpl.tasks.size(); ++at) {
    for (const auto& need : tmpl.tasks[at].needs) {
      const auto found = numbers_.find(need.task);
      if (found == numbers_.end()) {
        names_nothing_[at] = true;
      } else {
        needs_[at].push_back({found->second, need.on != model::On::begun});
      }
    }
  }
}

const Task* Ancestry::find(const std::string& id) const {
  const auto found = numbers_.find(id);
  return found == numbers_.end() ? nullptr : &tmpl_.tasks[found->second];
}

template <typename Look>
bool Ancestry::search(Number task, Look look) const {
  std::vector<bool> seen(needs_.size());
  std::vector<Number> open{task};
  for (std::size_t next = 0; next < open.size(); ++next) {
    for (const auto& [needed, ends_it] : needs_[open[next]]) {
      if (seen[needed]) continue;
      if (look(needed)) return true;
      seen[needed] = true;
      open.push_back(needed);
    }
  }
  return false;
}

bool Ancestry::comes_before(const Task& giver, const Task& task) const {
  const auto wanted = number_of(giver);
  return search(number_of(task), [wanted](Number needed) { return needed == wanted; });
}

bool Ancestry::is_whole(const Task& task) const {
  const auto start = number_of(task);
  return !names_nothing_[start] && !search(start, [this](Number needed) { return names_nothing_[needed]; });
}

bool Ancestry::surely_comes_before(const Task& giver, const Task& task) const {
  std::vector<Known> known(needs_.size());
  return surely(number_of(giver), number_of(task), known);
}

bool Ancestry::surely(Number giver, Number task, std::vector<Known>& known) const {
  if (known[task] != Known::not_yet) return known[task] == Known::yes;
  known[task] = Known::no;  // what a ring leads back to is not sure
  const auto& needs = needs_[task];
  const auto is_giver = [giver](const Step& need) { return need.task == giver && need.ends_it; };
  const auto leads_there = [&](const Step& need) {
    return is_giver(need) || surely(giver, need.task, known);
  };
  const bool is_any = tmpl_.tasks[task].join == model::Join::any;
  // What is needed directly, asked first, spares most of the way.
  const bool certain = is_any ? !names_nothing_[task] && std::all_of(needs.begin(), needs.end(), leads_there)
                              : std::any_of(needs.begin(), needs.end(), is_giver) ||
                                    std::any_of(needs.begin(), needs.end(), leads_there);
  known[task] = certain ? Known::yes : Known::no;
  return certain;
}

}  // namespace estafeta::tmpl
