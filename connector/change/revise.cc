#include "connector/change/revise.h"

#include <algorithm>
#include <charconv>

#include "connector/change/hand_over.h"
#include "connector/change/history.h"

namespace estafeta::change {

using base::Phrase;
using model::DesiredTask;
using model::State;

namespace {

// Of `vms/r2` the 2; 0: it is no revision's key.
int number_of(std::string_view key) {
  const auto slash = key.rfind("/r");
  int number = 0;
  if (slash == std::string_view::npos) return 0;
  const auto digits = key.substr(slash + 2);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

int newest_number(const Stamp& stamp, const std::string& key) {
  int newest = 0;
  for (const auto& [known, id] : stamp.tasks) {
    if (revised_key(known) == key) newest = std::max(newest, number_of(known));
  }
  return newest;
}

bool has_begun(const Node& node) {
  return is_under_way(node.state()) || node.state() == State::failed;
}

class Revising {
 public:
  explicit Revising(Pass& pass) : pass_(pass), former_(*pass.situation.former) {}

  void run() {
    for (const auto& task : former_.tasks) {
      const auto* node = pass_.tree.find(newest_key(pass_.tree.stamp, task.key));
      const auto* now = find_task(*pass_.situation.desired, task.key);
      if (node == nullptr || !node->exists() || node->state() == State::cancelled) continue;
      if (now == nullptr) {
        drop(*node);
      } else if (differs(task, *now)) {
        alter(*node, task, *now);
      }
    }
    for (const auto& link : pass_.tree.links) hold(link);
  }

 private:
  void drop(const Node& node) {
    if (was_done(node.state())) return pass_.remark(about("revision.done_in_vain", node));
    if (has_begun(node)) {
      auto said = about("revision.not_needed", node);
      pass_.remark(said);
      pass_.change_of(node, about("why.revised", node)).note.push_back(std::move(said));
      return;
    }
    for (const auto index : node.needs)
      pass_.unrelate(pass_.tree.links[index], about("why.not_needed", node));
    pass_.change_of(node, about("why.not_needed", node)).state = State::cancelled;
  }

  // What nobody has begun waits for the task for the difference.
  void hold(const Link& link) {
    const auto& needed = pass_.tree.nodes[link.needed];
    const auto& needing = pass_.tree.nodes[link.needing];
    if (needed.revises.empty() || needed.exists() || needing.state() != State::ready) return;
    auto& change = pass_.change_of(needing, about("why.revised", needing));
    if (change.state == State::waiting) return;
    change.state = State::waiting;
    change.note.push_back(about("revision.waits", needing));
  }

  void alter(const Node& node, const DesiredTask& before, const DesiredTask& now) {
    // A done task stays as it is; an approval is asked again, by itself.
    if (was_done(node.state()) && !node.is_approval()) return;
    const auto title = with_given_values(now.title, pass_.tree);
    const auto description = with_given_values(now.description, pass_.tree);
    const auto& situation = pass_.situation;
    const bool untouched =
        situation.titles_ours.contains(node.key) && situation.descriptions_ours.contains(node.key);
    if (untouched && !has_begun(node)) {
      auto& change = pass_.change_of(node, about("why.revised", node));
      if (before.title != now.title) change.title = title;
      if (before.description != now.description) change.description = description;
      return;
    }
    auto said = about("revision.altered", node);
    said.values.emplace_back("title", plain(title));
    auto& note = pass_.change_of(node, about("why.revised", node)).note;
    note.push_back(std::move(said));
    if (before.description != now.description && !description.empty()) {
      note.push_back(Phrase("revision.description", {{"description", plain(description)}}));
    }
  }

  Pass& pass_;
  const model::DesiredChange& former_;
};

class Proposal {
 public:
  explicit Proposal(Pass& pass)
      : pass_(pass), now_(*pass.situation.desired), then_(*pass.situation.proposed) {}

  Phrase run() {
    for (const auto& task : then_.tasks) compare(task);
    for (const auto& task : now_.tasks) {
      if (find_task(then_, task.key) == nullptr) gone_.push_back(title(task));
    }
    return Phrase("told.new_plan", {{"added", std::move(added_)},
                                    {"cancelled", std::move(gone_)},
                                    {"again", std::move(again_)},
                                    {"altered", std::move(altered_)},
                                    {"n", unchanged_}});
  }

 private:
  void compare(const DesiredTask& task) {
    const auto* before = find_task(now_, task.key);
    if (before == nullptr) {
      added_.push_back(title(task));
    } else if (!differs(*before, task)) {
      ++unchanged_;
    } else {
      const auto* node = pass_.tree.find(newest_key(pass_.tree.stamp, task.key));
      const bool is_done = node != nullptr && was_done(node->state()) && !node->is_approval();
      (is_done ? again_ : altered_).push_back(title(task));
    }
  }
  static std::string title(const DesiredTask& task) { return plain(task.title); }

  Pass& pass_;
  const model::DesiredChange& now_;
  const model::DesiredChange& then_;
  std::vector<std::string> added_;
  std::vector<std::string> gone_;
  std::vector<std::string> again_;
  std::vector<std::string> altered_;
  std::int64_t unchanged_ = 0;
};

}  // namespace

const DesiredTask* find_task(const model::DesiredChange& change, const std::string& key) {
  const auto found = std::find_if(change.tasks.begin(), change.tasks.end(),
                                  [&](const DesiredTask& task) { return task.key == key; });
  return found == change.tasks.end() ? nullptr : &*found;
}

bool differs(const DesiredTask& a, const DesiredTask& b) {
  return a.title != b.title || a.description != b.description || a.gives != b.gives;
}

std::string revised_key(const std::string& key) {
  return number_of(key) == 0 ? "" : key.substr(0, key.rfind('/'));
}

std::string newest_key(const Stamp& stamp, const std::string& key) {
  const int newest = newest_number(stamp, key);
  return newest == 0 ? key : key + "/r" + std::to_string(newest);
}

std::string next_key(const Stamp& stamp, const std::string& key) {
  return key + "/r" + std::to_string(newest_number(stamp, key) + 1);
}

void revise(Pass& pass) {
  if (pass.situation.former && pass.situation.desired) Revising(pass).run();
}

void tell_proposal(Pass& pass) {
  const auto& situation = pass.situation;
  if (!situation.proposal_problems.empty()) {
    pass.tell_once("bad_parameters",
                   Phrase("told.bad_parameters", {{"problems", situation.proposal_problems}}));
  }
  if (!situation.proposed || !situation.desired) return;
  constexpr std::size_t kEnough = 12;
  pass.tell_once("new_plan:" + situation.proposed->hash.substr(0, kEnough), Proposal(pass).run());
}

}  // namespace estafeta::change
