#include "connector/change/steps/decisions.h"

#include <algorithm>

#include "connector/change/steps/make_tasks.h"
#include "connector/change/steps/reopened.h"
#include "connector/change/steps/roll_back.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/holder.h"

namespace estafeta::change {

using base::Phrase;
using model::Decision;
using model::Field;
using model::State;

namespace {

Decision decision_of(const Rules& rules, const std::string& text) {
  for (const auto& [decision, name] : rules.mapping.decisions) {
    if (name == text) return decision;
  }
  return model::decision_from(text).value_or(Decision::none);
}

// As they are spelled in the field.
std::vector<std::string> known(const Rules& rules) {
  std::vector<std::string> names;
  for (const auto& [decision, name] : rules.mapping.decisions) {
    if (decision != Decision::none) names.push_back(name);
  }
  return names;
}

bool has_reason(const model::Issue& issue, const model::Event& decided) {
  const auto* end = issue.events.data() + issue.events.size();
  return std::any_of(&decided, end, [&](const model::Event& event) {
    return event.author.id == decided.author.id && event.comment && !event.comment->text.empty();
  });
}

class Decider {
 public:
  explicit Decider(PlanBuilder& builder) : builder_(builder) {}

  std::set<std::string> run() {
    if (!builder_.situation.change.field(Field::decision).empty()) take_on_plan();
    for (auto& node : builder_.tree.nodes) {
      if (node.exists() && !node.issue->field(Field::decision).empty()) take(node);
    }
    return std::move(forced_);
  }

  Decision at_the_end() {
    const auto& issue = builder_.situation.change;
    const auto& text = issue.field(Field::decision);
    const auto write = [&]() -> model::IssueChange& {
      return builder_.change_itself(Phrase("why.decision_on_plan"));
    };
    if (text.empty() || !is_heard(issue, write, awaits_reason(text))) return Decision::none;
    const auto decision = decision_of(builder_.rules, text);
    if (decision == Decision::rollback || decision == Decision::go_on) return decision;
    write().note.push_back(
        decision == Decision::none
            ? Phrase("decision.unknown", {{"value", text}, {"known", known(builder_.rules)}})
            : Phrase("decision.not_here", {{"value", text}}));
    return Decision::none;
  }

 private:
  void take_on_plan() {
    const auto& issue = builder_.situation.change;
    const auto write = [&]() -> model::IssueChange& {
      return builder_.change_itself(Phrase("why.decision_on_plan"));
    };
    const auto decision = decision_of(builder_.rules, issue.field(Field::decision));
    if (decision == Decision::agree && came_with(issue, State::agreed) && is_by_tam(issue))
      return take_as_done(issue, write());
    if (!is_heard(issue, write, awaits_reason(issue.field(Field::decision)))) return;
    const auto& problems = builder_.situation.proposal_problems;
    if (decision == Decision::agree && builder_.situation.proposed) {
      write().state = State::agreed;
    } else if (decision == Decision::agree && !problems.empty()) {
      auto& note = write().note;
      note.push_back(Phrase("decision.bad_parameters", {{"value", issue.field(Field::decision)}}));
      note.insert(note.end(), problems.begin(), problems.end());
    } else if (decision != Decision::agree || !came_with(issue, State::agreed)) {
      write().note.push_back(why_not_on_change(decision, issue.field(Field::decision)));
    }
  }

  Phrase why_not_on_change(Decision decision, const std::string& text) const {
    switch (decision) {
      case Decision::none:
        return Phrase("decision.unknown", {{"value", text}, {"known", known(builder_.rules)}});
      case Decision::again:
      case Decision::go_on:
      case Decision::rollback:
        return on_failed_task(text, nullptr).value_or(Phrase("decision.on_a_task", {{"value", text}}));
      case Decision::override_gate:
        return Phrase("decision.on_a_task", {{"value", text}});
      default:
        return Phrase("decision.not_here", {{"value", text}});
    }
  }

  Phrase why_not_on_task(const Node& node, Decision decision, const std::string& text) const {
    const bool is_about_failure =
        decision == Decision::again || decision == Decision::go_on || decision == Decision::rollback;
    if (decision == Decision::agree)
      return Phrase("decision.on_the_change",
                    {{"value", text}, {"issue", builder_.situation.change.id.value}});
    const auto elsewhere = is_about_failure ? on_failed_task(text, &node) : std::nullopt;
    return elsewhere.value_or(Phrase("decision.not_here", {{"value", text}}));
  }

  // Where it belongs, if not there; nothing: no other task has failed, or that one has as well.
  std::optional<Phrase> on_failed_task(const std::string& text, const Node* there) const {
    std::vector<Phrase> failed;
    for (const auto& node : builder_.tree.nodes) {
      if (awaits_decision(builder_.tree, node)) failed.push_back(about("gate.open_again", node));
    }
    if (failed.empty() || (there != nullptr && awaits_decision(builder_.tree, *there))) return std::nullopt;
    return Phrase("decision.on_failed_task", {{"value", text}, {"tasks", std::move(failed)}});
  }

  void take(Node& node) {
    const auto& text = node.issue->field(Field::decision);
    const auto write = [&]() -> model::IssueChange& {
      return builder_.change_of(node, about("why.decision", node));
    };
    const auto decision = decision_of(builder_.rules, text);
    if (is_in_effect(node, decision) && is_by_tam(*node.issue)) {
      if (decision == Decision::override_gate) settle(node.needs);
      return take_as_done(*node.issue, write());
    }
    auto asking = about("decision.no_reason", node);
    asking.values.emplace_back("value", text);
    if (!is_heard(*node.issue, write, asking)) return;
    auto& change = write();
    if (decision == Decision::none) {
      change.note.push_back(Phrase("decision.unknown", {{"value", text}, {"known", known(builder_.rules)}}));
    } else if (const auto* approval = open_approval(node); approval && decision == Decision::override_gate) {
      change.note.push_back(not_over_approval(*approval, text));
    } else if (!act(node, decision, change)) {
      change.note.push_back(why_not_on_task(node, decision, text));
    }
  }

  bool is_by_tam(const model::Issue& issue) const {
    const auto* event = last_change_of(issue, to_string(Field::decision));
    return event != nullptr && is_tam(builder_.situation, *event);
  }

  // Who decided did it by the status as well, so that nothing waits for the reason.
  bool is_in_effect(const Node& node, Decision decision) const {
    if (decision == Decision::again)
      return node.state() == State::ready && came_with(*node.issue, State::ready);
    if (decision != Decision::override_gate || node.state() == State::waiting || has_ended(node.state()))
      return false;
    const auto exit = last_out_of(*node.issue, State::waiting);
    return exit && is_tam(builder_.situation, *exit->event) && open_approval(node) == nullptr;
  }

  // What has taken effect is only asked for the reason, where there is none.
  void take_as_done(const model::Issue& issue, model::IssueChange& change) const {
    change.fields[Field::decision] = "";
    const auto* decided = last_change_of(issue, to_string(Field::decision));
    if (!has_reason(issue, *decided))
      change.note.push_back(Phrase("decision.in_effect", {{"value", issue.field(Field::decision)}}));
  }

  static Phrase awaits_reason(const std::string& text) {
    return Phrase("decision.no_reason", {{"value", text}});
  }

  // Whether it counts now. What counts is emptied, and what does not, with a note that says why; what only
  // lacks its reason stays, is asked about once, and takes effect with the reason.
  template <typename Write>
  bool is_heard(const model::Issue& issue, const Write& write, const Phrase& asking) const {
    const auto* event = last_change_of(issue, to_string(Field::decision));
    const bool by_tam = event != nullptr && is_tam(builder_.situation, *event);
    if (by_tam && !has_reason(issue, *event)) {
      builder_.remark({asking, model::Ask::reason});
      if (!spoke_since(issue, event)) write().note.push_back(asking);
      return false;
    }
    write().fields[Field::decision] = "";
    if (by_tam) return true;
    write().note.push_back(Phrase("decision.not_tam", {{"value", issue.field(Field::decision)}}));
    return false;
  }

  // The person who decided did it by the status as well, in the same save.
  static bool came_with(const model::Issue& issue, State state) {
    const auto* decided = last_change_of(issue, to_string(Field::decision));
    const auto passage = last_into(issue, state);
    return decided != nullptr && passage && passage->event == decided;
  }

  // An answer it waits for; null: none.
  const Node* open_approval(const Node& node) const {
    for (const auto index : node.needs) {
      const auto& link = builder_.tree.links[index];
      const auto& needed = builder_.tree.nodes[link.needed];
      if (needed.is_approval() && !is_satisfied(link.verdict)) return &needed;
    }
    return nullptr;
  }

  Phrase not_over_approval(const Node& approval, const std::string& text) const {
    auto said = about("decision.not_over_approval", approval);
    said.values.emplace_back("value", text);
    said.values.emplace_back("approver", std::vector{approver_of(builder_.rules, approval)});
    return said;
  }

  bool act(Node& node, Decision decision, model::IssueChange& change) {
    const bool unsuccessful = has_ended(node.state()) && !was_done(node.state());
    if (decision == Decision::override_gate && node.state() == State::waiting) {
      let_begin(node);
      forced_.insert(node.key);
    } else if (decision == Decision::again && unsuccessful) {
      change.state = State::ready;
      assign(builder_, node, change);
    } else if (decision == Decision::go_on && unsuccessful && !node.is_approval()) {
      // Both: what is known from now on, and what is to be written.
      builder_.tree.stamp.told.insert("go_on:" + node.key);
      builder_.stamp.told.insert("go_on:" + node.key);
      settle(node.needed_by);
    } else if (decision == Decision::go_on && is_built_on_again(node)) {
      builder_.tree.stamp.told.insert(going_on_token(node));
      builder_.stamp.told.insert(going_on_token(node));
      let_go_on(node);
    } else if (decision == Decision::rollback && node.state() == State::failed &&
               !builder_.tree.rolling_back) {
      roll_back(node);
    } else {
      return false;
    }
    return true;
  }

  bool is_built_on_again(const Node& node) const {
    const auto all = reopened_tasks(builder_.situation, builder_.tree);
    return !node.is_approval() &&
           std::any_of(all.begin(), all.end(), [&](const auto& reopened) { return reopened.node == &node; });
  }

  // Only what had its turn: what never began waits for the task to be done again.
  void let_go_on(const Node& node) {
    for (const auto index : node.needed_by) {
      auto& link = builder_.tree.links[index];
      const auto& needing = builder_.tree.nodes[link.needing];
      const bool holds = link.verdict == LinkVerdict::passed || !is_satisfied(link.verdict);
      if (holds && needing.exists() && had_its_turn(*needing.issue)) link.verdict = LinkVerdict::overridden;
    }
  }

  // The next look finds the change rolling back; where there is nothing to take back it fails at once.
  void roll_back(const Node& node) {
    if (can_roll_back(builder_)) {
      builder_.stamp.told.insert("rollback:" + node.key);
    } else {
      builder_.change_itself(about("why.rollback", node)).state = State::failing;
    }
  }

  void let_begin(Node& node) {
    settle(node.needs);
    for (auto& need : node.outside) {
      if (!is_satisfied(need.verdict)) need.verdict = LinkVerdict::overridden;
    }
  }

  void settle(const std::vector<std::size_t>& links) {
    for (const auto index : links) {
      auto& link = builder_.tree.links[index];
      if (!is_satisfied(link.verdict)) link.verdict = LinkVerdict::overridden;
    }
    for (const auto index : links) drop_alternatives(builder_.tree.links[index]);
  }

  // Of alternatives one will do: what is left of its join holds the task back no more.
  void drop_alternatives(const Link& settled) {
    if (!settled.alternative) return;
    for (const auto index : builder_.tree.nodes[settled.needing].needs) {
      auto& link = builder_.tree.links[index];
      if (link.alternative && !is_satisfied(link.verdict)) link.verdict = LinkVerdict::joined;
    }
  }

  PlanBuilder& builder_;
  std::set<std::string> forced_;
};

}  // namespace

Decision decision_at_the_end(PlanBuilder& builder) {
  return Decider(builder).at_the_end();
}

std::set<std::string> take_decisions(PlanBuilder& builder) {
  return Decider(builder).run();
}

}  // namespace estafeta::change
