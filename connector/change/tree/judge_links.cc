#include "connector/change/tree/judge_links.h"

#include <algorithm>

#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using model::State;

namespace {

bool accepts(model::On on, State end) {
  return on == model::On::any_end || (on == model::On::done_or_cancelled && end == State::cancelled);
}

class Judge {
  using Type = model::LinkChange::Type;

 public:
  Judge(const Rules& rules, const Situation& situation, Tree& tree)
      : rules_(rules), situation_(situation), tree_(tree) {}

  void run() {
    for (auto& link : tree_.links) judge(link);
    for (const auto& node : tree_.nodes) join(node);
    for (auto& node : tree_.nodes) {
      for (auto& need : node.outside) judge(node, need);
    }
  }

 private:
  void judge(Link& link) {
    link.verdict = by_end(link);
    if (is_satisfied(link.verdict)) return;
    const auto by_answer = link.verdict;
    judge_by_history(link);
    if (is_left_to_go_on(link)) link.verdict = LinkVerdict::overridden;
    // What waits for an answer is nobody's to let go but whose answer it is.
    const bool is_answers = tree_.nodes[link.needed].is_approval();
    if (is_answers && link.verdict == LinkVerdict::overridden) link.verdict = by_answer;
  }

  // Built on what was opened again, and the TAM lets it go on.
  bool is_left_to_go_on(const Link& link) const {
    const auto& needing = tree_.nodes[link.needing];
    return goes_on_regardless(tree_, tree_.nodes[link.needed]) && needing.exists() &&
           had_its_turn(*needing.issue);
  }

  // As people and Estafeta dealt with it, though it does not hold.
  void judge_by_history(Link& link) {
    const auto* removal = removal_of(link);
    // Estafeta itself drops what is left of a join: that decides nothing, the join is judged each time anew.
    const bool is_joins = removal != nullptr && removal->own && link.alternative;
    const bool by_right = removal != nullptr && !is_joins && (removal->own || is_tam(situation_, *removal));
    link.removed_by_other = removal != nullptr && !by_right && !is_joins;
    const auto begun = by_beginning(link);
    // Estafeta also removes relations of tasks that had begun by right: that decides nothing anew.
    if (begun == LinkVerdict::passed && !(by_right && began_after(link, *removal))) {
      link.verdict = LinkVerdict::passed;
    } else if (by_right) {
      link.verdict = LinkVerdict::overridden;
    } else {
      link.verdict = begun.value_or(link.verdict);
    }
  }

  // By what holds in the tracker: whether it is closed.
  void judge(const Node& node, OutsideNeed& need) const {
    if (need.issue->is_closed) {
      need.verdict = LinkVerdict::ended;
    } else if (node.state() != State::waiting) {
      need.verdict = by_beginning(node, need).value_or(LinkVerdict::open);
    }
  }

  std::optional<LinkVerdict> by_beginning(const Node& node, OutsideNeed& need) const {
    const auto exit = last_out_of(*node.issue, State::waiting);
    const auto* linked = link_made(*node.issue, Type::blocked_by, need.issue->id);
    if (linked == nullptr) return LinkVerdict::unheard;
    if (!exit || linked > exit->event) {
      need.linked_late = linked;
      return by_late_link(node, need.issue->id, exit, *linked);
    }
    return by_exit(*exit->event);
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
      if (there || (was_there && link->verdict == LinkVerdict::passed && !was_let_go(*link))) {
        link->verdict = LinkVerdict::joined;
      }
    }
  }
  static bool is_firm(LinkVerdict verdict) {
    return verdict == LinkVerdict::ended || verdict == LinkVerdict::released ||
           verdict == LinkVerdict::overridden || verdict == LinkVerdict::begun;
  }
  // One by which the task had begun before it was opened again.
  bool was_let_go(const Link& link) const {
    if (link.verdict != LinkVerdict::passed || !tree_.nodes[link.needed].exists()) return false;
    const auto all = passages(*tree_.nodes[link.needed].issue);
    return std::any_of(all.begin(), all.end(), [&](const Passage& passage) {
      const bool begun = link.edge.on == model::On::begun && passage.to == State::in_progress;
      return begun || was_done(passage.to) || (has_ended(passage.to) && accepts(link.edge.on, passage.to));
    });
  }

  // As the needed task stands, without regard to what the needing one did.
  LinkVerdict by_end(Link& link) {
    const auto& needed = tree_.nodes[link.needed];
    // The way back goes on without what was to take something back and is gone.
    if (needed.lost) return needed.is_undo() ? LinkVerdict::overridden : LinkVerdict::lost;
    if (!needed.exists()) return LinkVerdict::open;
    const auto state = needed.state();
    if (needed.is_answered_in_vain()) return LinkVerdict::unapproved;
    if (link.edge.on == model::On::begun && (is_under_way(state) || was_done(state))) return after_lag(link);
    if (was_done(state)) {
      return hand_over_problems(needed).empty() ? after_lag(link) : LinkVerdict::values_missing;
    }
    if (state == State::cancelled || state == State::failed) {
      if (tree_.stamp.told.contains("go_on:" + needed.key)) return LinkVerdict::overridden;
      if (accepts(link.edge.on, state)) return after_lag(link);
      return state == State::failed ? LinkVerdict::failed : LinkVerdict::cancelled;
    }
    return needed.is_released() ? LinkVerdict::released : LinkVerdict::open;
  }

  LinkVerdict after_lag(Link& link) {
    const auto& issue = *tree_.nodes[link.needed].issue;
    const auto ended = ended_at(issue);
    const auto there = ended ? LinkVerdict::ended : LinkVerdict::begun;
    // One that was closed without having been worked on began when it ended.
    const auto since =
        link.edge.on == model::On::begun ? began_at(issue).value_or(ended.value_or(issue.updated)) : ended;
    if (!since || link.edge.lag == base::Seconds(0)) return there;
    link.lag_until = end_of_lag(link, *since);
    return *link.lag_until > situation_.now ? LinkVerdict::lag : there;
  }

  base::Instant end_of_lag(const Link& link, base::Instant since) const {
    if (!link.edge.lag_calendar.empty()) return since + link.edge.lag;
    const auto* calendar = rules_.calendars.find(calendar_of(rules_, tree_.nodes[link.needing]));
    if (calendar == nullptr) return since + link.edge.lag;
    std::vector<calendar::Interval> closed;
    if (situation_.client) {
      for (const auto& freeze : situation_.client->freezes) closed.push_back({freeze.from, freeze.until});
    }
    return calendar->with_closed(closed).add(since, link.edge.lag).value_or(calendar::kHorizonEnd);
  }

  // Null: the relation stands, was never made, or is gone without anybody having removed it, as trackers
  // do when an issue changes its project.
  const model::Event* removal_of(const Link& link) const {
    const auto& needed = tree_.nodes[link.needed];
    const auto& needing = tree_.nodes[link.needing];
    if (link.relation || !needed.exists() || !needing.exists()) return nullptr;
    const auto* event = link_removed(*needing.issue, Type::blocked_by, needed.issue->id);
    return event != nullptr ? event : link_removed(*needed.issue, Type::blocks, needing.issue->id);
  }

  // In one second both may have happened; journals are numbered in their order.
  bool began_after(const Link& link, const model::Event& removal) const {
    const auto exit = last_out_of(*tree_.nodes[link.needing].issue, State::waiting);
    return exit && exit->event->journal > removal.journal;
  }

  // What the needing task's own start makes of a need that does not hold now.
  std::optional<LinkVerdict> by_beginning(Link& link) const {
    const auto& needing = tree_.nodes[link.needing];
    if (!needing.exists() || needing.state() == State::waiting) return std::nullopt;
    const auto exit = last_out_of(*needing.issue, State::waiting);
    const auto left = exit ? exit->event->at : needing.issue->created;
    const auto* linked = linked_by_person(link);
    // Without a journal nobody can tell when it was made.
    if (link.by_hand && linked == nullptr) return LinkVerdict::unheard;
    if (linked != nullptr && (!exit || linked > exit->event)) {
      link.linked_late = linked;
      return by_late_link(needing, tree_.nodes[link.needed].issue->id, exit, *linked);
    }
    if (needing.has_begun() && was_revised_after(link, left)) return LinkVerdict::unheard;
    return exit ? by_exit(*exit->event) : LinkVerdict::passed;
  }

  // By who let it begin though the need is not there now.
  std::optional<LinkVerdict> by_exit(const model::Event& exit) const {
    if (exit.own) return LinkVerdict::passed;
    return is_tam(situation_, exit) ? std::optional(LinkVerdict::overridden) : std::nullopt;
  }

  // Who made the relation as it stands now: of a need of the plan only who put it back by hand, since
  // Estafeta makes those for itself.
  const model::Event* linked_by_person(const Link& link) const {
    const auto& needed = tree_.nodes[link.needed];
    if (!link.relation || !needed.exists()) return nullptr;
    const auto* made = link_made(*tree_.nodes[link.needing].issue, Type::blocked_by, needed.issue->id);
    return made != nullptr && made->own && !link.by_hand ? nullptr : made;
  }

  // What it builds on was asked for once more only then.
  bool was_revised_after(const Link& link, base::Instant left) const {
    const auto& needed = tree_.nodes[link.needed];
    return needed.is_revision() && (!needed.exists() || left <= needed.issue->created);
  }

  // A link of the TAM is a newer word than the TAM's “ready”, or than the removal of the relation; one of
  // somebody else is not.
  std::optional<LinkVerdict> by_late_link(const Node& needing, base::IssueId needed,
                                          const std::optional<Passage>& exit,
                                          const model::Event& linked) const {
    const bool has_begun = needing.state() != State::ready || began_at(*needing.issue);
    const bool by_tam =
        exit ? is_tam(situation_, *exit->event) : situation_.facts.tams.contains(needing.issue->author.id);
    const auto* removal = last_removal_of_link(*needing.issue, Type::blocked_by, needed);
    const bool was_let_go = removal != nullptr && (removal->own || is_tam(situation_, *removal));
    const bool is_against_tam = (by_tam || was_let_go) && !is_tam(situation_, linked);
    return has_begun || is_against_tam ? std::optional(LinkVerdict::unheard) : std::nullopt;
  }

  const Rules& rules_;
  const Situation& situation_;
  Tree& tree_;
};

}  // namespace

void judge_links(const Rules& rules, const Situation& situation, Tree& tree) {
  Judge(rules, situation, tree).run();
}

}  // namespace estafeta::change
