// Decisions of the TAM: a value of the field `decision` with a note as its reason.
#include <algorithm>

#include "connector/change/history.h"
#include "connector/change/steps.h"

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

bool has_reason(const model::Issue& issue, const model::Event& decided) {
  const auto* end = issue.events.data() + issue.events.size();
  return std::any_of(&decided, end, [&](const model::Event& event) {
    return event.author.id == decided.author.id && event.comment && !event.comment->text.empty();
  });
}

class Decider {
 public:
  explicit Decider(Pass& pass) : pass_(pass) {}

  std::set<std::string> run() {
    if (!pass_.situation.change.field(Field::decision).empty()) take_on_plan();
    for (auto& node : pass_.tree.nodes) {
      if (node.exists() && !node.issue->field(Field::decision).empty()) take(node);
    }
    return std::move(forced_);
  }

 private:
  void take_on_plan() {
    const auto& issue = pass_.situation.change;
    auto& change = pass_.change_itself(Phrase("why.decision_on_plan"));
    const bool agrees = decision_of(pass_.rules, issue.field(Field::decision)) == Decision::agree;
    const bool heard = is_heard(issue, change);
    if (heard && agrees && pass_.situation.proposed) {
      change.state = State::agreed;
    } else if (heard) {
      change.note.push_back(Phrase("decision.not_here", {{"value", issue.field(Field::decision)}}));
    }
  }

  void take(const Node& node) {
    const auto& text = node.issue->field(Field::decision);
    auto& change = pass_.change_of(node, about("why.decision", node));
    if (is_heard(*node.issue, change) && !act(node, decision_of(pass_.rules, text), change)) {
      change.note.push_back(Phrase("decision.not_here", {{"value", text}}));
    }
  }

  // Empties the field, and says why if the decision does not count.
  bool is_heard(const model::Issue& issue, model::IssueChange& change) const {
    const auto& text = issue.field(Field::decision);
    change.fields[Field::decision] = "";
    const auto* event = last_change_of(issue, to_string(Field::decision));
    const bool by_tam = event != nullptr && is_tam(pass_.situation, *event);
    if (by_tam && has_reason(issue, *event)) return true;
    change.note.push_back(Phrase(by_tam ? "decision.no_reason" : "decision.not_tam", {{"value", text}}));
    return false;
  }

  bool act(const Node& node, Decision decision, model::IssueChange& change) {
    const bool unsuccessful = has_ended(node.state()) && !was_done(node.state());
    if (decision == Decision::override_gate && node.state() == State::waiting) {
      settle(node.needs);
      forced_.insert(node.key);
    } else if (decision == Decision::again && unsuccessful) {
      change.state = State::ready;
      assign(pass_, node, change);
    } else if (decision == Decision::go_on && unsuccessful && !node.is_approval()) {
      // Both: what is known from now on, and what is to be written.
      pass_.tree.stamp.told.insert("go_on:" + node.key);
      pass_.stamp.told.insert("go_on:" + node.key);
      settle(node.needed_by);
    } else if (decision == Decision::rollback && node.state() == State::failed && !pass_.tree.rolling_back) {
      roll_back(node);
    } else {
      return false;
    }
    return true;
  }

  // The next look finds the change rolling back; where there is nothing to take back it fails at once.
  void roll_back(const Node& node) {
    const auto& desired = pass_.situation.desired;
    const auto undone = [&](const model::DesiredTask& undo) {
      const auto* task = pass_.tree.find(undo.undoes);
      return task != nullptr && was_worked_on(*task);
    };
    if (desired && std::any_of(desired->rollbacks.begin(), desired->rollbacks.end(), undone)) {
      pass_.stamp.told.insert("rollback:" + node.key);
    } else {
      pass_.change_itself(about("why.rollback", node)).state = State::failing;
    }
  }

  void settle(const std::vector<std::size_t>& links) {
    for (const auto index : links) {
      auto& link = pass_.tree.links[index];
      if (!is_satisfied(link.verdict)) link.verdict = Verdict::overridden;
    }
  }

  Pass& pass_;
  std::set<std::string> forced_;
};

}  // namespace

std::set<std::string> take_decisions(Pass& pass) {
  return Decider(pass).run();
}

}  // namespace estafeta::change
