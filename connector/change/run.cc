#include <algorithm>
#include <chrono>

#include "connector/change/bounds.h"
#include "connector/change/dates.h"
#include "connector/change/hand_over.h"
#include "connector/change/history.h"
#include "connector/change/holder.h"
#include "connector/change/revise.h"
#include "connector/change/steps.h"
#include "connector/change/vote.h"

namespace estafeta::change {

using base::Phrase;
using model::Field;
using model::GateMode;
using model::ReopenRule;
using model::State;

namespace {

bool is_lasting(const Tree& tree, const std::string& token) {
  if (token.starts_with("rollback:")) return true;
  constexpr std::string_view kGoOn = "go_on:";
  if (!token.starts_with(kGoOn)) return false;
  const auto* node = tree.find(token.substr(kGoOn.size()));
  return node != nullptr && has_ended(node->state()) && !was_done(node->state());
}

const char* reason_key(Verdict verdict) {
  switch (verdict) {
    case Verdict::lag:
      return "gate.open_lag";
    case Verdict::values_missing:
      return "gate.open_values";
    case Verdict::cancelled:
      return "gate.open_cancelled";
    case Verdict::failed:
      return "gate.open_failed";
    case Verdict::lost:
      return "gate.open_lost";
    case Verdict::unapproved:
      return "gate.open_unapproved";
    default:
      return "gate.open";
  }
}

// Questions end with their own mark, so commas between them would look odd.
std::string numbered(const std::vector<std::string>& questions) {
  if (questions.size() == 1) return questions.front();
  std::string text;
  for (const auto& question : questions) {
    text += text.empty() ? "1) " : " " + std::to_string(&question - questions.data() + 1) + ") ";
    text += question;
  }
  return text;
}

class Running {
 public:
  explicit Running(Pass& pass) : pass_(pass), tree_(pass.tree) {}

  model::Plan run() {
    keep_stamp();
    if (has_cycle()) return pass_.finish(Phrase("why.awaits_input"));
    if (!pass_.scheduled.ok()) pass_.remark(pass_.scheduled.phrase());
    settle_twins(pass_);
    forced_ = take_decisions(pass_);
    if (pass_.scheduled.ok()) pass_.work_out_schedule();
    frozen_ = std::any_of(tree_.nodes.begin(), tree_.nodes.end(),
                          [&](const Node& node) { return awaits_decision(tree_, node); });
    if (tree_.rolling_back) roll_back(pass_);
    for (const auto& node : tree_.nodes) {
      if (node.exists() && !is_given_up(node)) look_at(node);
    }
    for (const auto& link : tree_.links) look_at(link);
    tell_news();
    tell_proposal(pass_);
    if (!tree_.rolling_back) {
      last_calls(pass_);
      tell_missed_bounds();
    }
    pass_.write_forecast();
    return pass_.finish(idle());
  }

 private:
  void keep_stamp() {
    auto& stamp = pass_.stamp;
    // What is no longer so may be told again when it happens again.
    std::erase_if(stamp.told, [&](const auto& token) { return !is_lasting(tree_, token); });
    if (!stamp.made && pass_.situation.desired) {
      stamp.template_name = pass_.situation.desired->template_name;
      stamp.version = pass_.situation.desired->version;
      stamp.hash = pass_.situation.desired->hash;
      for (const auto& link : tree_.links) {
        if (!link.by_hand) stamp.edges.emplace(tree_.nodes[link.needed].key, tree_.nodes[link.needing].key);
      }
    }
    stamp.made = true;
    stamp_page(pass_);
    for (const auto& node : tree_.nodes) {
      if (node.exists() && node.key.front() != '#') stamp.tasks[node.key] = node.issue->id;
    }
  }

  // People can close a ring that no single tracker relation shows; nothing moves until they open it.
  bool has_cycle() {
    const auto& phrase = pass_.scheduled.phrase();
    if (phrase.key != "schedule.cycle") return false;
    std::string token = "cycle:";
    for (const auto& key : std::get<std::vector<std::string>>(*phrase.find("path"))) token += key + ">";
    pass_.tell_once(token, phrase);
    return true;
  }

  // Nothing but what takes it back goes on.
  bool is_given_up(const Node& node) const {
    return tree_.rolling_back && node.wanted != nullptr && !node.is_undo();
  }

  bool all_satisfied(const Node& node) const {
    return std::all_of(node.needs.begin(), node.needs.end(),
                       [&](std::size_t link) { return is_satisfied(tree_.links[link].verdict); });
  }

  bool any_passed(const Node& node) const {
    return std::any_of(node.needs.begin(), node.needs.end(),
                       [&](std::size_t link) { return tree_.links[link].verdict == Verdict::passed; });
  }

  void look_at(const Node& node) {
    keep_key(node);
    const auto state = node.state();
    if (state == State::cancelling) {
      cancel(node);
    } else if (state == State::waiting) {
      if (all_satisfied(node) && (!frozen_ || forced_.contains(node.key))) make_ready(node);
    } else if (node.is_answered_in_vain()) {
      ask_again(node);
    } else if (has_ended(state)) {
      ask_for_values(node);
    } else if (state == State::ready || is_under_way(state)) {
      look_at_begun(node);
    } else {
      auto unknown = about("gate.unknown_status", node);
      unknown.values.emplace_back("status", node.issue->status_name);
      pass_.remark(std::move(unknown));
    }
    if (has_ended(state) || state == State::cancelling) return;
    const bool is_nobodys = node.department.empty() && !node.issue->assignee && !node.is_approval();
    if (node.owner == model::Owner::department && is_nobodys) pass_.remark(about("gate.no_department", node));
    move(node);
  }

  // An answer that does not count: the approval is open again, and says why.
  void ask_again(const Node& node) {
    const auto* key = node.vote == Vote::void_     ? "approval.void"
                      : node.vote == Vote::foreign ? "approval.foreign"
                                                   : "approval.own_plan";
    auto said = about(key, node);
    said.values.emplace_back("person", answer_to(node)->author.name);
    said.values.emplace_back("approver", std::vector{approver_of(pass_.rules, node)});
    auto& change = pass_.change_of(node, about("why.ask_again", node));
    change.state = State::ready;
    pass_.remark(said);
    change.note.push_back(std::move(said));
  }

  // Lost when the issue is moved to another tracker and back; the stamp still knows it.
  void keep_key(const Node& node) {
    if (node.key.front() == '#' || !node.issue->field(Field::task_key).empty()) return;
    pass_.change_of(node, Phrase("why.stamp")).fields[Field::task_key] =
        base::to_string(pass_.situation.change.id) + "/" + node.key;
  }

  void look_at_begun(const Node& node) {
    if (!all_satisfied(node)) {
      too_early(node);
    } else if (any_passed(node)) {
      reopened(node);
    } else {
      resume(node);
    }
    fill_texts(node);
    if (node.state() == State::returned) pass_to_tam(node);
    if (node.state() == State::ready) pass_back(node);
  }

  void cancel(const Node& node) {
    for (const auto index : node.needs) {
      if (!has_ended(tree_.nodes[tree_.links[index].needed].state())) {
        pass_.unrelate(tree_.links[index], about("why.cancel", node));
      }
    }
    pass_.change_of(node, about("why.cancel", node)).state = State::cancelled;
  }

  void make_ready(const Node& node) {
    auto& change = pass_.change_of(node, about("why.ready", node));
    change.state = State::ready;
    assign(pass_, node, change);
    const auto index = static_cast<std::size_t>(&node - tree_.nodes.data());
    auto note = hand_over_note(pass_.rules, tree_, index);
    change.note.insert(change.note.end(), note.begin(), note.end());
    fill_texts(node);
  }

  // Values go into the task's texts once: when all of them are known, and if nobody touched the text.
  void fill_texts(const Node& node) {
    if (node.wanted == nullptr) return;
    const auto join = all_satisfied(node) ? node.wanted->join : model::Join::all;
    const auto filled = [&](const model::Text& text, const std::set<std::string>& untouched) {
      const auto known = with_given_values(text, tree_, join);
      const bool is_due = expects_values(text) && !expects_values(known) && untouched.contains(node.key);
      return is_due ? std::optional(known) : std::nullopt;
    };
    const auto title = filled(node.wanted->title, pass_.situation.titles_untouched);
    const auto description = filled(node.wanted->description, pass_.situation.descriptions_untouched);
    if (!title && !description) return;
    auto& change = pass_.change_of(node, about("why.values", node));
    if (title) change.title = title;
    if (description) change.description = description;
  }

  std::vector<Phrase> open_needs(const Node& node) const {
    std::vector<Phrase> open;
    std::vector<Phrase> either;
    for (const auto index : node.needs) {
      const auto& link = tree_.links[index];
      if (is_satisfied(link.verdict) || is_dropped(tree_, node, link)) continue;
      auto phrase = about(reason_key(link.verdict), tree_.nodes[link.needed]);
      if (link.lag_until) phrase.values.emplace_back("until", *link.lag_until);
      auto holder = task_holder(pass_.rules, pass_.situation, tree_, tree_.nodes[link.needed]);
      if (holder.key.empty()) holder = Phrase("holder.nobody");
      phrase.values.emplace_back("holder", std::vector{std::move(holder)});
      (link.alternative ? either : open).push_back(std::move(phrase));
    }
    if (either.size() == 1) open.push_back(std::move(either.front()));
    if (either.size() > 1) open.push_back(Phrase("gate.open_any", {{"open", std::move(either)}}));
    return open;
  }

  void too_early(const Node& node) {
    auto head = about("gate.too_early", node);
    head.values.emplace_back("open", open_needs(node));
    pass_.remark(head);
    const auto mode = pass_.rules.mapping.gate;
    if (mode == GateMode::observe) return;
    if (mode == GateMode::warn) {
      const auto exit = last_out_of(*node.issue, State::waiting);
      if (spoke_since(*node.issue, exit ? exit->event : nullptr)) return;
      pass_.change_of(node, about("why.warn_early", node)).note.push_back(std::move(head));
      return;
    }
    auto& change = pass_.change_of(node, about("why.put_back", node));
    change.state = State::waiting;
    head.key = "gate.put_back";
    change.note.push_back(std::move(head));
  }

  // What it had been allowed to build on does not hold any more.
  void reopened(const Node& node) {
    auto said = about("gate.reopened", node);
    said.values.emplace_back("open", open_again(node));
    pass_.remark(said);
    const auto rule = pass_.rules.mapping.on_reopened;
    if (rule != ReopenRule::warn && is_grace(node)) return;
    if (rule != ReopenRule::warn && node.state() == State::ready) {
      auto& change = pass_.change_of(node, about("why.hold_reopened", node));
      change.state = State::waiting;
      change.note.push_back(std::move(said));
    } else if (rule == ReopenRule::hold_all && node.state() == State::in_progress) {
      auto& change = pass_.change_of(node, about("why.hold_reopened", node));
      change.state = State::on_hold;
      const auto& reasons = pass_.rules.mapping.hold_reasons;
      const auto name = reasons.find(model::HoldReason::internal);
      if (name != reasons.end()) change.fields[Field::hold_reason] = name->second;
      change.note.push_back(std::move(said));
    }
  }

  // What was opened again by a slip of the hand is soon closed again.
  bool is_grace(const Node& node) const {
    std::optional<base::Instant> opened;
    for (const auto index : node.needs) {
      const auto& link = tree_.links[index];
      if (link.verdict != Verdict::passed || !tree_.nodes[link.needed].exists()) continue;
      const auto all = passages(*tree_.nodes[link.needed].issue);
      const auto back = std::find_if(all.rbegin(), all.rend(), [](const Passage& passage) {
        return has_ended(passage.from) && !has_ended(passage.to);
      });
      if (back == all.rend()) return false;
      opened = opened ? std::min(*opened, back->event->at) : back->event->at;
    }
    const auto until = opened.value_or(pass_.situation.now) + pass_.rules.mapping.on_reopened_after;
    pass_.look_again(until);
    return opened && until > pass_.situation.now;
  }

  std::vector<Phrase> open_again(const Node& node) const {
    std::vector<Phrase> open;
    for (const auto index : node.needs) {
      const auto& link = tree_.links[index];
      if (link.verdict == Verdict::passed) open.push_back(about("gate.open_again", tree_.nodes[link.needed]));
    }
    return open;
  }

  // Put on hold by Estafeta because of a reopened predecessor, which is done again.
  void resume(const Node& node) {
    if (node.state() != State::on_hold || pass_.rules.mapping.on_reopened != ReopenRule::hold_all) return;
    const auto held = last_into(*node.issue, State::on_hold);
    if (!held || !held->event->own) return;
    auto& change = pass_.change_of(node, about("why.resume", node));
    change.state = State::in_progress;
    change.note.push_back(about("gate.resumed", node));
  }

  // The TAM must answer; the assignment alone is the quietest thing that says so.
  void pass_to_tam(const Node& node) {
    const auto& tam = pass_.situation.change.assignee;
    if (node.owner != model::Owner::department) return;
    if (!tam) {
      pass_.remark(about("gate.returned_to_nobody", node));
      return;
    }
    if (node.issue->assignee && node.issue->assignee->id == tam->id) return;
    const auto returned = last_into(*node.issue, State::returned);
    const auto* assigned = last_change_of(*node.issue, "assignee");
    // Who returned it, or somebody since, chose whom to ask.
    if (returned && assigned >= returned->event && !assigned->own) return;
    pass_.change_of(node, about("why.returned", node)).assignee = tam->id;
  }

  void pass_back(const Node& node) {
    const auto& tam = pass_.situation.change.assignee;
    const auto* assigned = last_change_of(*node.issue, "assignee");
    const bool with_tam = tam && node.issue->assignee && node.issue->assignee->id == tam->id;
    if (!with_tam || assigned == nullptr || !assigned->own || node.owner != model::Owner::department) return;
    if (!node.department.empty())
      pass_.change_of(node, about("why.answered", node)).assign_group = node.department;
  }

  void ask_for_values(const Node& node) {
    const auto waits = [&](std::size_t link) { return tree_.links[link].verdict == Verdict::values_missing; };
    if (std::none_of(node.needed_by.begin(), node.needed_by.end(), waits)) return;
    const auto problems = hand_over_problems(pass_.situation, node);
    auto head = about("hand_over.incomplete", node);
    head.values.emplace_back("problems", problems);
    pass_.remark(head);
    const auto done = last_into(*node.issue, node.state());
    const auto* edited = last_change_of(*node.issue, to_string(Field::hand_over));
    const model::Event* since = done ? done->event : nullptr;
    if (edited != nullptr && edited > since) since = edited;
    if (spoke_since(*node.issue, since)) return;
    pass_.change_of(node, about("why.ask_values", node)).note.push_back(std::move(head));
  }

  void move(const Node& node) {
    const auto* planned = pass_.planned(node);
    if (planned == nullptr) return;
    model::IssueChange dates;
    const bool is_written_anyway = pass_.writes_to(*node.issue);
    if (move_dates(pass_.rules, pass_.situation, node, *planned, is_written_anyway, dates)) {
      auto& change = pass_.change_of(node, about("why.dates", node));
      change.start_date = dates.start_date;
      change.due_date = dates.due_date;
      change.fields.merge(dates.fields);
    }
    if (auto missed = missed_pin(pass_.rules, pass_.situation, node, *planned))
      pass_.remark(std::move(*missed));
    if (is_under_way(node.state())) pass_.look_again(planned->due);
  }

  void look_at(const Link& link) {
    const auto& needed = tree_.nodes[link.needed];
    const auto& needing = tree_.nodes[link.needing];
    if (link.verdict == Verdict::lag) pass_.look_again(*link.lag_until);
    if (!needed.exists() || !needing.exists() || has_ended(needing.state())) return;
    if (link.removed_by_other && !is_satisfied(link.verdict)) {
      auto said = about("gate.relation_removed", needing);
      said.values.emplace_back("needs", title_of(needed));
      pass_.remark(std::move(said));
    }
    if (has_ended(needed.state())) return;
    // As long as the relation stands while the needed task is open, nobody could close the other one.
    if (link.verdict == Verdict::released) {
      pass_.unrelate(link, about("why.released", needed));
    } else if (link.verdict == Verdict::overridden) {
      pass_.unrelate(link, about("why.overridden", needing));
    } else if (link.verdict == Verdict::joined) {
      pass_.unrelate(link, about("why.joined", needing));
    } else if (link.verdict == Verdict::passed && is_under_way(needing.state()) &&
               pass_.rules.mapping.on_reopened != ReopenRule::hold_all) {
      pass_.unrelate(link, about("why.passed", needing));
    }
  }

  void tell_news() {
    for (const auto& node : tree_.nodes) {
      if (node.lost) tell_lost(node);
      if (awaits_decision(tree_, node)) tell_failed(node);
      if (node.state() == State::cancelled && !is_given_up(node)) tell_cancelled(node);
    }
    if (!tree_.rolling_back && is_finished()) finished();
  }

  void tell_failed(const Node& node) {
    auto said = about(node.is_approval() ? "told.refused" : "told.failed", node);
    if (node.is_approval()) said.values.emplace_back("person", answer_to(node)->author.name);
    pass_.tell_once("failed:" + node.key, std::move(said));
  }

  void tell_lost(const Node& node) {
    pass_.tell_once(
        "lost:" + node.key,
        Phrase("told.lost", {{"task", title_of(node)}, {"issue", tree_.stamp.tasks.at(node.key).value}}));
  }

  void tell_cancelled(const Node& node) {
    std::vector<std::string> waiting;
    for (const auto index : node.needed_by) {
      const auto& link = tree_.links[index];
      const auto& needing = tree_.nodes[link.needing];
      if (link.verdict == Verdict::cancelled && !has_ended(needing.state()) && is_stuck(tree_, needing))
        waiting.push_back(title_of(needing));
    }
    if (waiting.empty()) return;
    auto said = about("told.cancelled", node);
    said.values.emplace_back("waiting", std::move(waiting));
    pass_.tell_once("cancelled:" + node.key, std::move(said));
  }

  bool is_finished() const {
    bool any = false;
    for (const auto& node : tree_.nodes) {
      if (!node.exists()) continue;
      any = true;
      if (!has_ended(node.state()) || awaits_decision(tree_, node) || node.is_answered_in_vain())
        return false;
    }
    return any;
  }

  void tell_missed_bounds() {
    const auto& desired = pass_.situation.desired;
    if (!desired) return;
    for (auto& said : missed_bounds(pass_.rules, *desired, pass_.plan.schedule))
      pass_.remark(std::move(said));
  }

  void finished() {
    const bool closes = pass_.rules.mapping.close_change;
    pass_.tell_once("finished", Phrase(closes ? "told.finished_and_closed" : "told.finished",
                                       {{"n", static_cast<std::int64_t>(pass_.plan.schedule.tasks.size())}}));
    const auto& desired = pass_.situation.desired;
    if (desired && !desired->review.empty())
      pass_.tell_once("review", Phrase("told.review", {{"questions", numbered(desired->review)}}));
    if (closes) pass_.change_itself(Phrase("why.close", {{"state", "done"}})).state = State::done;
  }

  Phrase idle() const {
    const auto open = std::count_if(tree_.nodes.begin(), tree_.nodes.end(), [](const Node& node) {
      return node.exists() && !has_ended(node.state());
    });
    return Phrase("why.nothing_due", {{"n", static_cast<std::int64_t>(open)}});
  }

  Pass& pass_;
  Tree& tree_;
  std::set<std::string> forced_;
  bool frozen_ = false;
};

}  // namespace

model::Plan run(Pass& pass) {
  return Running(pass).run();
}

}  // namespace estafeta::change
