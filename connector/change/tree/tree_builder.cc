#include "connector/change/tree/tree_builder.h"

#include <algorithm>
#include <tuple>

#include "connector/change/tree/history.h"
#include "connector/change/tree/revisions.h"
#include "connector/change/tree/vote.h"

namespace estafeta::change {

using model::Field;
using model::State;

namespace {

class Builder {
 public:
  Builder(const Rules& rules, const Situation& situation) : rules_(rules), situation_(situation) {}

  Tree run() {
    tree_.stamp = stamp_of(situation_.change);
    add_wanted();
    add_revisions();
    add_issues();
    add_new_revisions();
    add_undoing();
    for (auto& node : tree_.nodes) {
      node.lost = node.issue == nullptr && tree_.stamp.tasks.contains(node.key);
      node.department = department_of(node);
      node.vote = vote_on(situation_, node);
      if (node.issue == nullptr) continue;
      const auto said = situation_.hand_overs.find(node.issue->id);
      if (said != situation_.hand_overs.end()) node.hand_over = &said->second;
    }
    add_links();
    for (auto& node : tree_.nodes) add_outside(node);
    return std::move(tree_);
  }

 private:
  Node& add_node(std::string key, const model::DesiredTask* wanted, const model::Issue* issue) {
    tree_.index.emplace(key, tree_.nodes.size());
    auto& node = tree_.nodes.emplace_back();
    node.key = std::move(key);
    node.wanted = wanted;
    node.issue = issue;
    if (wanted != nullptr) node.owner = wanted->owner;
    return node;
  }

  void add_wanted() {
    if (!situation_.desired) return;
    for (const auto& task : situation_.desired->tasks) add_node(task.key, &task, nullptr);
  }

  // Tasks for the difference that were made when a new plan was agreed to.
  void add_revisions() {
    for (const auto& [key, id] : tree_.stamp.tasks) {
      const auto* revised = tree_.find(revised_key(key));
      if (revised != nullptr && revised->wanted != nullptr && tree_.find(key) == nullptr) {
        const auto base = *revised;
        add_node(key, base.wanted, nullptr).revises = base.key;
      }
    }
  }

  // Those that the plan being agreed to asks for: of what is done and would read differently.
  void add_new_revisions() {
    if (!situation_.former || !situation_.desired || situation_.change.status.state != State::agreed) return;
    for (const auto& task : situation_.desired->tasks) {
      const auto* before = find_task(*situation_.former, task.key);
      if (before == nullptr || !differs(*before, task) || task.kind == model::TaskKind::approval) continue;
      const auto* newest = tree_.find(newest_key(tree_.stamp, task.key));
      if (newest == nullptr || !was_done(newest->state())) continue;
      const auto key = next_key(tree_.stamp, task.key);
      const auto made = tree_.index.find(key);
      auto& node = made == tree_.index.end() ? add_node(key, &task, nullptr) : tree_.nodes[made->second];
      node.wanted = &task;
      node.owner = task.owner;
      node.revises = task.key;
    }
  }

  void add_issues() {
    std::vector<const model::Issue*> tasks;
    for (const auto& child : situation_.children) {
      if (child.kind == model::Kind::task) (came_along(child) ? tree_.copies : tasks).push_back(&child);
    }
    std::sort(tree_.copies.begin(), tree_.copies.end(),
              [](const auto* a, const auto* b) { return a->id < b->id; });
    std::sort(tasks.begin(), tasks.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
    for (const auto* issue : tasks) add_issue(*issue, local_key(situation_, tree_.stamp, *issue));
  }

  // A task of another change, copied in one go with that change.
  bool came_along(const model::Issue& issue) const {
    const auto& key = issue.field(Field::task_key);
    const bool is_foreign = !key.empty() && !key.starts_with(base::to_string(situation_.change.id) + "/");
    const bool is_copied = key.empty() && (situation_.copied.contains(issue.id) || seems_copied(issue));
    return (is_foreign || is_copied) && was_made_with(situation_, issue);
  }

  // Neither key nor relation came along. Nobody fills in a task with its dates in so short a time, and the
  // template of the change makes its tasks.
  bool seems_copied(const model::Issue& issue) const {
    constexpr base::Seconds kCopying{10};
    const auto& change = situation_.change;
    return !issue.copied_from && !change.field(Field::change_template).empty() && issue.due_date &&
           last_change_of(issue, "due_date") == nullptr && issue.created - change.created <= kCopying;
  }

  void add_issue(const model::Issue& issue, const std::string& key) {
    const auto found = tree_.index.find(key);
    if (key.empty()) {
      add_node(base::reference(issue.id), nullptr, &issue);
    } else if (found == tree_.index.end()) {
      add_node(key, nullptr, &issue);
    } else if (auto& node = tree_.nodes[found->second]; node.issue == nullptr) {
      node.issue = &issue;
    } else {
      tree_.twins.push_back(&issue);
    }
  }

  void add_undoing() {
    tree_.rolling_back = std::any_of(tree_.stamp.told.begin(), tree_.stamp.told.end(),
                                     [](const auto& token) { return token.starts_with("rollback:"); });
    if (!tree_.rolling_back || !situation_.desired) return;
    for (const auto& undo : situation_.desired->rollbacks) {
      const auto* undone = tree_.find(undo.undoes);
      if (undone == nullptr || !was_worked_on(*undone)) continue;
      const auto made = tree_.index.find(undo.key);
      auto& node = made == tree_.index.end() ? add_node(undo.key, &undo, nullptr) : tree_.nodes[made->second];
      node.wanted = &undo;
      node.owner = undo.owner;
    }
  }

  // In reverse: what was built on something is taken back before it, what lies between them left aside.
  void link_undoing(std::size_t at) {
    std::vector<std::size_t> open{tree_.index.at(tree_.nodes[at].wanted->undoes)};
    std::set<std::size_t> seen;
    while (!open.empty()) {
      const auto undone = open.back();
      open.pop_back();
      for (const auto index : std::vector<std::size_t>(tree_.nodes[undone].needed_by)) {
        const auto successor = tree_.links[index].needing;
        if (tree_.nodes[successor].is_undo() || !seen.insert(successor).second) continue;
        const auto before = tree_.index.find(tree_.nodes[successor].key + "/undo");
        if (before == tree_.index.end() || !tree_.nodes[before->second].is_undo()) {
          open.push_back(successor);
          continue;
        }
        model::Edge edge;
        edge.task = before->first;
        add_link(before->second, at, edge, false);
      }
    }
  }

  std::string department_of(const Node& node) const {
    if (node.issue != nullptr) {
      if (const auto* named = department_named(node.issue->field(Field::department))) return named->id;
    }
    if (node.wanted != nullptr) {
      const auto* department = rules_.departments.find(node.wanted->department);
      return department == nullptr ? "" : department->id;
    }
    if (node.issue == nullptr || !node.issue->assignee) return "";
    for (const auto& [id, department] : rules_.departments.all) {
      if (department.group == node.issue->assignee->name) return id;
    }
    return "";
  }

  const model::Department* department_named(const std::string& text) const {
    if (text.empty()) return nullptr;
    for (const auto& [id, department] : rules_.departments.all) {
      if (department.title == text) return &department;
    }
    return rules_.departments.find(text);
  }

  void add_links() {
    for (std::size_t at = 0; at < tree_.nodes.size(); ++at) {
      if (tree_.nodes[at].wanted == nullptr) continue;
      for (const auto& edge : tree_.nodes[at].wanted->needs) {
        const auto needed = tree_.index.find(edge.task);
        if (needed == tree_.index.end()) continue;
        add_link(needed->second, at, edge, false).alternative =
            tree_.nodes[at].wanted->join == model::Join::any;
      }
    }
    for (std::size_t at = 0; at < tree_.nodes.size(); ++at) {
      if (tree_.nodes[at].is_undo()) link_undoing(at);
    }
    for (const auto& [ends, id] : relations()) adopt(ends.first, ends.second, id);
    for (std::size_t at = 0; at < tree_.nodes.size(); ++at) {
      if (tree_.nodes[at].is_revision()) link_revision(at);
    }
  }

  // A task for the difference is needed by who was found to need it when it was agreed to, and by what was
  // added to the plan since.
  void link_revision(std::size_t at) {
    const auto& revision = tree_.nodes[at];
    for (std::size_t other = 0; other < tree_.nodes.size(); ++other) {
      const auto& node = tree_.nodes[other];
      if (other == at || node.is_undo() || has_ended(node.state()) || is_dropped(node)) continue;
      const bool is_known = tree_.stamp.edges.contains({revision.key, node.key});
      const bool is_added = node.wanted != nullptr && !tree_.stamp.tasks.contains(node.key);
      const bool needs_it = node.wanted != nullptr && edge_to(*node.wanted, revision.revises) != nullptr;
      if ((is_known && !is_let_go(node, revision.revises)) || (is_added && needs_it)) need(at, other);
    }
    if (tree_.is_new_revision(revision)) link_successors(at);
  }

  // Everybody unfinished who builds on the task. What nobody has begun needs what makes up for it; beyond
  // what has begun or ended, that is what comes next. Who is at work is only told, if it is theirs to know.
  void link_successors(std::size_t at) {
    const auto key = tree_.nodes[at].revises;
    std::vector<std::size_t> open;
    for (std::size_t other = 0; other < tree_.nodes.size(); ++other) {
      if (other != at && (tree_.nodes[other].key == key || tree_.nodes[other].revises == key))
        open.push_back(other);
    }
    const std::set<std::size_t> revised(open.begin(), open.end());
    std::set<std::size_t> seen = revised;
    seen.insert(at);
    while (!open.empty()) {
      const auto from = open.back();
      open.pop_back();
      for (const auto index : std::vector<std::size_t>(tree_.nodes[from].needed_by)) {
        const auto next = tree_.links[index].needing;
        const auto& node = tree_.nodes[next];
        if (node.is_undo() || is_let_go(tree_.links[index]) || !seen.insert(next).second) continue;
        const bool is_open = !node.lost && !has_ended(node.state()) && !is_dropped(node);
        const bool is_theirs = !node.has_begun() || revised.contains(from) || reads(node, key);
        if (is_open && is_theirs) need(at, next);
        // What is done once more itself stands before what comes next.
        const auto* newest = tree_.newest(node.is_revision() ? node.revises : node.key);
        const bool is_revised = newest != &node && !newest->lost && !has_ended(newest->state());
        if (!is_revised && (!is_open || node.has_begun())) open.push_back(next);
      }
    }
  }

  // Of several one that asks for its end: more than that it has begun. Null: it does not need it.
  static const model::Edge* edge_to(const model::DesiredTask& task, const std::string& key) {
    const model::Edge* found = nullptr;
    for (const auto& edge : task.needs) {
      const bool is_more = found == nullptr || (found->on == model::On::begun && edge.on != model::On::begun);
      if (edge.task == key && is_more) found = &edge;
    }
    return found;
  }

  // The plan being agreed to does not ask for the task any more: nobody does it, or needs to wait for it.
  bool is_dropped(const Node& node) const {
    return situation_.former && node.wanted == nullptr && find_task(*situation_.former, node.key) != nullptr;
  }

  // A relation of Estafeta's that no plan asks for any more.
  bool is_let_go(const Link& link) const {
    const auto& needing = tree_.nodes[link.needing];
    return link.by_hand && needing.wanted != nullptr &&
           tree_.stamp.edges.contains({tree_.nodes[link.needed].key, needing.key});
  }

  // It needed the task, and the plan being agreed to does not want that any more.
  bool is_let_go(const Node& node, const std::string& key) const {
    if (!situation_.former || node.wanted == nullptr || edge_to(*node.wanted, key) != nullptr) return false;
    const auto* before = find_task(*situation_.former, node.key);
    return before != nullptr && edge_to(*before, key) != nullptr;
  }

  static bool reads(const Node& node, const std::string& key) {
    if (node.wanted == nullptr) return false;
    const auto names_it = [&](const model::Segment& segment) {
      return std::find(segment.tasks.begin(), segment.tasks.end(), key) != segment.tasks.end();
    };
    const auto& [title, description] = std::tie(node.wanted->title, node.wanted->description);
    return std::any_of(title.begin(), title.end(), names_it) ||
           std::any_of(description.begin(), description.end(), names_it);
  }

  // As it needs the task that was revised, where it does so itself.
  void need(std::size_t at, std::size_t other) {
    const auto* wanted = tree_.nodes[other].wanted;
    const auto* as = wanted == nullptr ? nullptr : edge_to(*wanted, tree_.nodes[at].revises);
    auto edge = as == nullptr ? model::Edge() : *as;
    edge.task = tree_.nodes[at].key;
    for (auto& link : tree_.links) {
      if (link.needed != at || link.needing != other) continue;
      link.edge = edge;
      link.by_hand = false;
      return;
    }
    add_link(at, other, edge, false);
  }

  // Every relation between two tasks of the change, by their nodes.
  std::map<std::pair<std::size_t, std::size_t>, base::RelationId> relations() const {
    std::map<base::IssueId, std::size_t> node_of;
    for (std::size_t at = 0; at < tree_.nodes.size(); ++at) {
      if (tree_.nodes[at].exists()) node_of.emplace(tree_.nodes[at].issue->id, at);
    }
    std::map<std::pair<std::size_t, std::size_t>, base::RelationId> found;
    for (const auto& node : tree_.nodes) {
      if (!node.exists()) continue;
      for (const auto& relation : node.issue->relations) {
        const auto from = node_of.find(relation.from);
        const auto to = node_of.find(relation.to);
        if (from == node_of.end() || to == node_of.end()) continue;
        found.emplace(std::pair(from->second, to->second), relation.id);
      }
    }
    return found;
  }

  // What blocks it and is no task of this change, and be it below it.
  void add_outside(Node& node) const {
    if (!node.exists()) return;
    for (const auto& relation : node.issue->relations) {
      const auto is_it = [&](const Node& other) {
        return other.exists() && other.issue->id == relation.from;
      };
      if (relation.to != node.issue->id || std::any_of(tree_.nodes.begin(), tree_.nodes.end(), is_it))
        continue;
      if (const auto* issue = outside_issue(relation.from)) node.outside.push_back({issue, relation.id});
    }
  }

  const model::Issue* outside_issue(base::IssueId id) const {
    const auto& children = situation_.children;
    const auto child =
        std::find_if(children.begin(), children.end(), [&](const auto& one) { return one.id == id; });
    if (child != children.end()) return &*child;
    const auto found = situation_.elsewhere.find(id);
    return found == situation_.elsewhere.end() ? nullptr : &found->second;
  }

  void adopt(std::size_t needed, std::size_t needing, base::RelationId id) {
    bool known = false;
    for (auto& link : tree_.links) {
      if (link.needed != needed || link.needing != needing) continue;
      link.relation = id;
      known = true;
    }
    if (known) return;
    model::Edge edge;
    edge.task = tree_.nodes[needed].key;
    add_link(needed, needing, edge, true).relation = id;
  }

  Link& add_link(std::size_t needed, std::size_t needing, const model::Edge& edge, bool by_hand) {
    tree_.nodes[needing].needs.push_back(tree_.links.size());
    tree_.nodes[needed].needed_by.push_back(tree_.links.size());
    auto& link = tree_.links.emplace_back();
    link.needed = needed;
    link.needing = needing;
    link.edge = edge;
    link.by_hand = by_hand;
    return link;
  }

  const Rules& rules_;
  const Situation& situation_;
  Tree tree_;
};

}  // namespace

Tree place_issues(const Rules& rules, const Situation& situation) {
  return Builder(rules, situation).run();
}

}  // namespace estafeta::change
