#include "connector/change/tree.h"

#include <algorithm>

#include "connector/change/hand_over.h"
#include "connector/change/history.h"
#include "connector/change/revise.h"
#include "connector/change/vote.h"

namespace estafeta::change {

using base::Phrase;
using model::Field;
using model::State;

const Node* Tree::find(const std::string& key) const {
  const auto found = index.find(key);
  return found == index.end() ? nullptr : &nodes[found->second];
}

bool is_satisfied(Verdict verdict) {
  return verdict == Verdict::ended || verdict == Verdict::released || verdict == Verdict::overridden ||
         verdict == Verdict::passed || verdict == Verdict::joined || verdict == Verdict::unheard;
}

bool is_lost(Verdict verdict) {
  return verdict == Verdict::cancelled || verdict == Verdict::failed || verdict == Verdict::lost;
}

bool is_stuck(const Tree& tree, const Node& node) {
  bool any_alternative = false;
  bool all_lost = true;
  for (const auto index : node.needs) {
    const auto& link = tree.links[index];
    const bool stuck = is_lost(link.verdict);
    if (stuck && !link.alternative) return true;
    any_alternative = any_alternative || link.alternative;
    if (link.alternative && !stuck) all_lost = false;
  }
  return any_alternative && all_lost;
}

bool is_dropped(const Tree& tree, const Node& node, const Link& link) {
  return link.alternative && is_lost(link.verdict) && !is_stuck(tree, node);
}

bool is_tam(const Situation& situation, const model::Event& event) {
  return !event.own && situation.facts.tams.contains(event.author.id);
}

bool awaits_decision(const Tree& tree, const Node& node) {
  if (node.is_answered_in_vain() || (tree.rolling_back && !node.is_undo())) return false;
  if (node.state() != State::failed || tree.stamp.told.contains("go_on:" + node.key)) return false;
  const auto accepts = [&](std::size_t link) { return tree.links[link].edge.on == model::On::any_end; };
  return node.needed_by.empty() || !std::all_of(node.needed_by.begin(), node.needed_by.end(), accepts);
}

bool was_worked_on(const Node& node) {
  if (!node.exists()) return false;
  const auto all = passages(*node.issue);
  return began_at(*node.issue) || std::any_of(all.begin(), all.end(), [](const Passage& passage) {
           return was_done(passage.to) || passage.to == State::failed;
         });
}

std::string calendar_of(const Rules& rules, const Node& node) {
  if (node.owner != model::Owner::department) {
    const auto found = rules.owner_calendars.find(std::string(to_string(node.owner)));
    if (found != rules.owner_calendars.end()) return found->second;
  }
  const auto* department = rules.departments.find(node.department);
  return department == nullptr ? "24x7" : department->calendar;
}

std::string title_of(const Node& node) {
  if (node.issue != nullptr) return node.issue->subject;
  return node.wanted == nullptr ? node.key : plain(node.wanted->title);
}

namespace {

bool is_yes(std::string_view text) {
  return !text.empty() && text != "0" && text != "false" && text != "no";
}

bool accepts(model::On on, State end) {
  return on == model::On::any_end || (on == model::On::done_or_cancelled && end == State::cancelled);
}

class Observer {
 public:
  Observer(const Rules& rules, const Situation& situation) : rules_(rules), situation_(situation) {}

  Tree run() {
    tree_.stamp = parse_stamp(situation_.change.field(Field::change_plan));
    add_wanted();
    add_revisions();
    add_issues();
    add_new_revisions();
    add_undoing();
    for (auto& node : tree_.nodes) {
      node.lost = node.issue == nullptr && tree_.stamp.tasks.contains(node.key);
      node.department = department_of(node);
      node.vote = vote_on(situation_, node);
    }
    add_links();
    for (auto& link : tree_.links) judge(link);
    for (auto& node : tree_.nodes) join(node);
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
      if (before == nullptr || !differs(*before, task) || !task.approver.empty()) continue;
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

  // The key within this change; empty: the issue has none, or another change's.
  std::string local_key(const model::Issue& issue) const {
    const auto prefix = base::to_string(situation_.change.id) + "/";
    const auto& key = issue.field(Field::task_key);
    if (key.starts_with(prefix)) return key.substr(prefix.size());
    // Somebody emptied the key: the stamp still knows the issue.
    for (const auto& [known, id] : tree_.stamp.tasks) {
      if (id == issue.id && key.empty()) return known;
    }
    return "";
  }

  void add_issues() {
    std::vector<const model::Issue*> tasks;
    for (const auto& child : situation_.children) {
      if (child.kind == model::Kind::task) tasks.push_back(&child);
    }
    std::sort(tasks.begin(), tasks.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
    for (const auto* issue : tasks) add_issue(*issue, local_key(*issue));
  }

  void add_issue(const model::Issue& issue, const std::string& key) {
    const auto found = tree_.index.find(key);
    if (key.empty()) {
      add_node("#" + base::to_string(issue.id), nullptr, &issue);
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

  // Who needs the task needs what makes up for it, too, unless it has ended already.
  void link_successors(std::size_t at) {
    const auto key = tree_.nodes[at].revises;
    for (std::size_t other = 0; other < tree_.nodes.size(); ++other) {
      const auto& node = tree_.nodes[other];
      if (node.wanted == nullptr || node.is_undo() || has_ended(node.state())) continue;
      for (const auto& edge : node.wanted->needs) {
        if (edge.task != key || other == at) continue;
        auto again = edge;
        again.task = tree_.nodes[at].key;
        add_link(at, other, again, false);
        break;
      }
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
      if (!tree_.nodes[at].revises.empty()) link_successors(at);
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

  void judge(Link& link) {
    link.verdict = by_end(link);
    if (is_satisfied(link.verdict)) return;
    const auto* removal = removal_of(link);
    // Estafeta itself drops what is left of a join: that decides nothing, the join is judged each time anew.
    const bool is_joins = removal != nullptr && removal->own && link.alternative;
    const bool by_right = removal != nullptr && !is_joins && (removal->own || is_tam(situation_, *removal));
    link.removed_by_other = removal != nullptr && !by_right && !is_joins;
    const auto begun = by_beginning(link);
    // Estafeta also removes relations of tasks that had begun by right: that decides nothing anew.
    if (begun == Verdict::passed && !(by_right && began_after(link, *removal))) {
      link.verdict = Verdict::passed;
    } else if (by_right) {
      link.verdict = Verdict::overridden;
    } else {
      link.verdict = begun.value_or(link.verdict);
    }
  }

  // Of alternatives one will do: then none of the others holds anything back, nor did it ever.
  void join(const Node& node) {
    std::vector<Link*> alternatives;
    for (const auto index : node.needs) {
      if (tree_.links[index].alternative) alternatives.push_back(&tree_.links[index]);
    }
    const auto any = [&](auto holds) { return std::any_of(alternatives.begin(), alternatives.end(), holds); };
    const bool there = any([](const Link* link) { return is_firm(link->verdict); });
    const bool was_there = any([&](const Link* link) { return was_let_go(*link); });
    for (auto* link : alternatives) {
      if (is_firm(link->verdict)) continue;
      if (there || (was_there && link->verdict == Verdict::passed && !was_let_go(*link))) {
        link->verdict = Verdict::joined;
      }
    }
  }
  static bool is_firm(Verdict verdict) {
    return verdict == Verdict::ended || verdict == Verdict::released || verdict == Verdict::overridden;
  }
  // One by which the task had begun before it was opened again.
  bool was_let_go(const Link& link) const {
    if (link.verdict != Verdict::passed || !tree_.nodes[link.needed].exists()) return false;
    const auto all = passages(*tree_.nodes[link.needed].issue);
    return std::any_of(all.begin(), all.end(), [&](const Passage& passage) {
      return was_done(passage.to) || (has_ended(passage.to) && accepts(link.edge.on, passage.to));
    });
  }

  // As the needed task stands, without regard to what the needing one did.
  Verdict by_end(Link& link) {
    const auto& needed = tree_.nodes[link.needed];
    if (needed.lost) return Verdict::lost;
    if (!needed.exists()) return Verdict::open;
    const auto state = needed.state();
    if (needed.is_answered_in_vain()) return Verdict::unapproved;
    if (was_done(state)) {
      return hand_over_problems(situation_, needed).empty() ? after_lag(link) : Verdict::values_missing;
    }
    if (state == State::cancelled || state == State::failed) {
      if (tree_.stamp.told.contains("go_on:" + needed.key)) return Verdict::overridden;
      if (accepts(link.edge.on, state)) return after_lag(link);
      return state == State::failed ? Verdict::failed : Verdict::cancelled;
    }
    return is_yes(needed.issue->field(Field::others_may_go_on)) ? Verdict::released : Verdict::open;
  }

  Verdict after_lag(Link& link) {
    const auto ended = ended_at(*tree_.nodes[link.needed].issue);
    if (!ended || link.edge.lag == base::Seconds(0)) return Verdict::ended;
    link.lag_until = end_of_lag(link, *ended);
    return *link.lag_until > situation_.now ? Verdict::lag : Verdict::ended;
  }

  base::Instant end_of_lag(const Link& link, base::Instant ended) const {
    if (!link.edge.lag_calendar.empty()) return ended + link.edge.lag;
    const auto* calendar = rules_.calendars.find(calendar_of(rules_, tree_.nodes[link.needing]));
    if (calendar == nullptr) return ended + link.edge.lag;
    std::vector<calendar::Interval> closed;
    if (situation_.client) {
      for (const auto& freeze : situation_.client->freezes) closed.push_back({freeze.from, freeze.until});
    }
    return calendar->with_closed(closed).add(ended, link.edge.lag).value_or(calendar::kHorizonEnd);
  }

  // Null: the relation stands, or was never made.
  const model::Event* removal_of(const Link& link) const {
    const auto& needed = tree_.nodes[link.needed];
    const auto& needing = tree_.nodes[link.needing];
    if (link.relation || !needed.exists() || !needing.exists()) return nullptr;
    const auto* event = last_link_with(*needing.issue, needed.issue->id);
    return event != nullptr ? event : last_link_with(*needed.issue, needing.issue->id);
  }

  // In one second both may have happened; journals are numbered in their order.
  bool began_after(const Link& link, const model::Event& removal) const {
    const auto exit = last_out_of(*tree_.nodes[link.needing].issue, State::waiting);
    return exit && exit->event->journal > removal.journal;
  }

  // What the needing task's own start makes of a need that does not hold now.
  std::optional<Verdict> by_beginning(const Link& link) const {
    const auto& needing = tree_.nodes[link.needing];
    if (!needing.exists() || needing.state() == State::waiting) return std::nullopt;
    const auto exit = last_out_of(*needing.issue, State::waiting);
    const auto left = exit ? exit->event->at : needing.issue->created;
    if (link.by_hand && linked_after(link, left)) return Verdict::unheard;
    if (!exit) return std::optional(Verdict::passed);
    if (exit->event->own) return Verdict::passed;
    if (is_tam(situation_, *exit->event)) return Verdict::overridden;
    return std::nullopt;
  }

  bool linked_after(const Link& link, base::Instant left) const {
    const auto* event = last_link_with(*tree_.nodes[link.needing].issue, tree_.nodes[link.needed].issue->id);
    return event == nullptr || event->at > left;
  }

  const Rules& rules_;
  const Situation& situation_;
  Tree tree_;
};

}  // namespace

Tree observe(const Rules& rules, const Situation& situation) {
  return Observer(rules, situation).run();
}

}  // namespace estafeta::change
