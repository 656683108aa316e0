#include "connector/change/steps/plan_in_progress.h"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "connector/change/schedule/bounds.h"
#include "connector/change/schedule/chosen_start.h"
#include "connector/change/schedule/dates.h"
#include "connector/change/steps/below.h"
#include "connector/change/steps/chosen_dates.h"
#include "connector/change/steps/copied.h"
#include "connector/change/steps/decisions.h"
#include "connector/change/steps/gate.h"
#include "connector/change/steps/hand_made.h"
#include "connector/change/steps/last_call.h"
#include "connector/change/steps/make_tasks.h"
#include "connector/change/steps/news.h"
#include "connector/change/steps/origin.h"
#include "connector/change/steps/preview.h"
#include "connector/change/steps/promise.h"
#include "connector/change/steps/reopened.h"
#include "connector/change/steps/revise.h"
#include "connector/change/steps/roll_back.h"
#include "connector/change/steps/wind_up.h"
#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/holder.h"
#include "connector/change/tree/vote.h"

namespace estafeta::change {

using base::Phrase;
using model::Field;
using model::ReopenRule;
using model::State;

namespace {

bool is_lasting(const Tree& tree, const std::string& token) {
  // Those that name their instant need not be taken back: a write of its own would cost the TAM a mail.
  for (const auto* kept : {"rollback:", "reopened:", "going_on:", "promise_moved:", "promise_missed:",
                           "foreign:", "review", "latest:", "precedes:"}) {
    if (token.starts_with(kept)) return true;
  }
  if (is_start_token(token)) return true;
  constexpr std::string_view kGoOn = "go_on:";
  if (!token.starts_with(kGoOn)) return false;
  const auto* node = tree.find(token.substr(kGoOn.size()));
  return node != nullptr && has_ended(node->state()) && !was_done(node->state());
}

bool all_satisfied(const Tree& tree, const Node& node) {
  return std::all_of(node.needs.begin(), node.needs.end(),
                     [&](std::size_t link) { return is_satisfied(tree.links[link].verdict); }) &&
         std::all_of(node.outside.begin(), node.outside.end(),
                     [](const OutsideNeed& need) { return is_satisfied(need.verdict); });
}

bool any_passed(const Tree& tree, const Node& node) {
  // What is gone was told when it went.
  return std::any_of(node.needs.begin(), node.needs.end(), [&](std::size_t link) {
    return tree.links[link].verdict == LinkVerdict::passed && !tree.nodes[tree.links[link].needed].lost;
  });
}

// Places of a text that wait for a value.
std::size_t gaps(const std::string& text) {
  constexpr std::string_view kGap = "…";
  std::size_t count = 0;
  for (auto at = text.find(kGap); at != std::string::npos; at = text.find(kGap, at + kGap.size())) ++count;
  return count;
}

class PlanInProgress {
 public:
  explicit PlanInProgress(PlanBuilder& builder) : builder_(builder), tree_(builder.tree) {}

  model::Plan run() {
    keep_stamp();
    if (has_cycle()) return builder_.finish(Phrase("why.awaits_input"));
    if (!builder_.scheduled.ok()) builder_.remark(builder_.scheduled.phrase());
    settle_twins(builder_);
    tell_copies(builder_);
    cancel_as_told(builder_);
    let_go_below(builder_);
    tell_kept_open(builder_);
    forced_ = take_decisions(builder_);
    if (builder_.scheduled.ok()) builder_.work_out_schedule();
    frozen_ = std::any_of(tree_.nodes.begin(), tree_.nodes.end(),
                          [&](const Node& node) { return awaits_decision(tree_, node); });
    if (tree_.rolling_back) roll_back(builder_);
    for (const auto& node : tree_.nodes) {
      if (node.exists() && !is_given_up(tree_, node)) look_at(node);
    }
    for (const auto& link : tree_.links) look_at(link);
    keep_dates_in_order();
    tell_news(builder_);
    tell_turned(builder_);
    tell_nested(builder_);
    tell_lost_origin(builder_);
    tell_foreign_origins(builder_);
    tell_chosen_start(builder_);
    if (!tree_.rolling_back) tell_reach(builder_);
    tell_proposal(builder_);
    if (!tree_.rolling_back) {
      last_calls(builder_);
      tell_missed_bounds();
    }
    tell_other_ends();
    keep_promise(builder_);
    builder_.write_forecast();
    return builder_.finish(idle());
  }

 private:
  void keep_stamp() {
    auto& stamp = builder_.stamp;
    // What is no longer so may be told again when it happens again.
    std::erase_if(stamp.told, [&](const auto& token) { return !is_lasting(tree_, token); });
    if (!stamp.made && builder_.situation.desired) {
      stamp.template_name = builder_.situation.desired->template_name;
      stamp.version = builder_.situation.desired->version;
      stamp.hash = builder_.situation.desired->hash;
      for (const auto& link : tree_.links) {
        if (!link.by_hand) stamp.edges.emplace(tree_.nodes[link.needed].key, tree_.nodes[link.needing].key);
      }
    }
    stamp.made = true;
    stamp_page(builder_);
    for (const auto& node : tree_.nodes) {
      if (node.exists() && node.key.front() != '#') stamp.tasks[node.key] = node.issue->id;
    }
  }

  // People can close a ring that no single tracker relation shows; nothing moves until they open it.
  bool has_cycle() {
    if (builder_.scheduled.cause() != base::Cause::needs_itself) return false;
    const auto& phrase = builder_.scheduled.phrase();
    std::string token = "cycle:";
    for (const auto& key : std::get<std::vector<std::string>>(*phrase.find("path"))) token += key + ">";
    builder_.tell_once(token, phrase);
    return true;
  }

  void look_at(const Node& node) {
    keep_key(node);
    const auto state = node.state();
    if (state == State::cancelling) {
      cancel(node);
    } else if (state == State::waiting) {
      const bool is_forced = forced_.contains(node.key);
      const bool is_unlinked = !is_forced && waits_to_be_linked(builder_, node);
      const bool may_begin = is_forced || (!frozen_ && !waits_for_start(builder_, node));
      if (all_satisfied(tree_, node) && may_begin && !is_unlinked) make_ready(node);
      if (is_unlinked) unlinked_.insert(node.key);
    } else if (node.is_answered_in_vain()) {
      ask_again(node);
    } else if (has_ended(state)) {
      ask_for_values(node);
    } else if (state == State::ready || is_under_way(state)) {
      look_at_begun(node);
    } else {
      auto unknown = about("gate.unknown_status", node);
      unknown.values.emplace_back("status", node.issue->status_name);
      builder_.remark(std::move(unknown));
    }
    if (has_ended(state) || state == State::cancelling) return;
    look_outside(builder_, node);
    if (is_nobodys(node)) builder_.remark(about("gate.no_department", node));
    // Where it stands is not known yet; its dates go with the write that makes it ready.
    if (unlinked_.contains(node.key)) return;
    move(node);
    keep_deadline(node);
  }

  // An answer that does not count: the approval is open again, and says why.
  void ask_again(const Node& node) {
    const auto* key = node.vote == Vote::void_     ? "approval.void"
                      : node.vote == Vote::foreign ? "approval.foreign"
                                                   : "approval.own_plan";
    auto said = about(key, node);
    said.values.emplace_back("person", answer_to(node)->author.name);
    said.values.emplace_back("approver", std::vector{approver_of(builder_.rules, node)});
    auto& change = builder_.change_of(node, about("why.ask_again", node));
    change.state = State::ready;
    builder_.remark(said);
    change.note.push_back(std::move(said));
  }

  // Lost when the issue is moved to another tracker and back, or overwritten; the stamp still knows it.
  void keep_key(const Node& node) {
    const auto key = base::to_string(builder_.situation.change.id) + "/" + node.key;
    const auto& written = node.issue->field(Field::task_key);
    if (node.key.front() == '#' || written == key) return;
    auto& change = builder_.change_of(node, Phrase("why.stamp"));
    change.fields[Field::task_key] = key;
    if (!written.empty()) change.note.push_back(Phrase("restored.task_key"));
  }

  // People move a task by its dates.
  void keep_deadline(const Node& node) {
    const auto* planned = builder_.planned(node);
    if (planned == nullptr || !is_overwritten(*node.issue, Field::deadline)) return;
    const auto deadline = deadline_of(builder_.rules, builder_.situation, node, *planned);
    if (node.issue->field(Field::deadline) == deadline) return;
    auto& change = builder_.change_of(node, about("why.dates", node));
    change.fields[Field::deadline] = deadline;
    change.note.push_back(Phrase("restored.deadline"));
  }

  void look_at_begun(const Node& node) {
    if (!all_satisfied(tree_, node)) {
      too_early(builder_, node);
    } else if (any_passed(tree_, node)) {
      built_on_what_is_open(builder_, node);
    } else {
      resume(builder_, node);
    }
    linked_in_vain(builder_, node);
    tell_base_lost(builder_, node);
    const bool is_given_anew = !tell_begun_by_tam(node) && tell_what_came_late(node);
    fill_texts(node, is_given_anew && !node.has_begun());
    if (node.state() == State::returned) pass_to_tam(node);
    if (node.state() == State::ready) {
      pass_back(node);
      give_to_queue(node);
    }
    if (node.state() != State::ready) return;
    follow_department(node);
    if (all_satisfied(tree_, node)) hand_out(node);
    lay_out_form(node);
  }

  // Made ready by a person, nobody's hand put it into the department's queue. Who was once assigned and is no
  // more, somebody took off it.
  void hand_out(const Node& node) {
    const auto* department = builder_.rules.departments.find(node.department);
    const bool is_due = node.owner == model::Owner::department && !node.issue->assignee &&
                        last_change_of(*node.issue, "assignee") == nullptr;
    if (!is_due || department == nullptr || !builder_.situation.facts.groups.contains(department->group))
      return;
    builder_.change_of(node, about("why.hand_out", node)).assign_group = node.department;
  }

  // Made ready by a person, nobody's hand put the names of what it gives into its field: they go along with
  // what is written anyway.
  void lay_out_form(const Node& node) {
    const bool is_touched = last_change_of(*node.issue, to_string(Field::hand_over)) != nullptr;
    if (is_touched || !builder_.writes_to(*node.issue)) return;
    lay_out_hand_over(node, builder_.change_of(node, about("why.hand_out", node)));
  }

  // It goes on as it is; but what it builds on was done once more, or gives something else now. Whether there
  // was anything to tell.
  bool tell_what_came_late(const Node& node) {
    auto note = late_hand_over_note(builder_.rules, builder_.situation, tree_, node);
    if (note.empty()) return false;
    auto& said = builder_.change_of(node, about("why.handed_over_late", node)).note;
    said.insert(said.end(), note.begin(), note.end());
    return true;
  }

  void cancel(const Node& node) {
    if (is_kept_open(builder_.situation, node)) return;
    for (const auto index : node.needs) {
      if (!has_ended(tree_.nodes[tree_.links[index].needed].state())) {
        builder_.unrelate(tree_.links[index], about("why.cancel", node));
      }
    }
    builder_.unrelate_outside(node, about("why.cancel", node));
    change::cancel(*node.issue, builder_.change_of(node, about("why.cancel", node)));
  }

  void make_ready(const Node& node) {
    auto& change = builder_.change_of(node, about("why.ready", node));
    change.state = State::ready;
    assign(builder_, node, change);
    lay_out_hand_over(node, change);
    tell_turn(node, change);
    fill_texts(node, true);
  }

  void tell_turn(const Node& node, model::IssueChange& change) {
    auto note = hand_over_note(builder_.rules, builder_.situation, tree_, node);
    change.note.insert(change.note.end(), note.begin(), note.end());
  }

  // The TAM took it out of waiting before its time. Whether there was anything to tell.
  bool tell_begun_by_tam(const Node& node) {
    const auto exit = last_out_of(*node.issue, State::waiting);
    if (!exit || !is_tam(builder_.situation, *exit->event) || spoke_since(*node.issue, exit->event))
      return false;
    const bool is_early = std::any_of(node.needs.begin(), node.needs.end(), [&](std::size_t index) {
      const auto& link = tree_.links[index];
      const auto& needed = tree_.nodes[link.needed];
      return link.verdict == LinkVerdict::overridden && needed.exists() && !has_ended(needed.state());
    });
    if (is_early) tell_turn(node, builder_.change_of(node, about("why.begun_by_tam", node)));
    return is_early;
  }

  // Values go into the task's texts as far as they are known, if nobody touched the text; `anew` where they
  // may have changed since. That is not to be seen in the text itself, which the tracker keeps in its markup.
  void fill_texts(const Node& node, bool anew) {
    if (node.wanted == nullptr) return;
    const auto join = all_satisfied(tree_, node) ? node.wanted->join : model::Join::all;
    const bool waited = node.state() == State::waiting;
    const auto filled = [&](const model::Text& text, const std::string& now, bool untouched, bool ours) {
      if (!expects_values(text)) return std::optional<model::Text>();
      const auto known = with_given_values(text, tree_, join, &node);
      const auto words = plain(known);
      const bool is_whole = untouched && !expects_values(known) && words != now;
      const bool is_fuller = (untouched || ours) && gaps(now) > gaps(words);
      // Filled with what does not count any more, or with what was corrected since.
      const bool is_other = anew && ours && words != now;
      return is_whole || is_fuller || is_other ? std::optional(known) : std::nullopt;
    };
    const auto& situation = builder_.situation;
    const auto& issue = *node.issue;
    const auto title =
        filled(node.wanted->title, issue.subject, situation.titles_untouched.contains(node.key),
               situation.titles_ours.contains(node.key));
    const auto description = filled(node.wanted->description, issue.description,
                                    situation.descriptions_untouched.contains(node.key),
                                    situation.descriptions_ours.contains(node.key));
    // The title of a task for the difference also says what was there before: it is written once, when its
    // turn comes.
    const bool is_title_due = title && (waited || !node.is_revision());
    if (!is_title_due && !description) return;
    auto& change = builder_.change_of(node, about("why.values", node));
    if (description) change.description = description;
    if (!is_title_due) return;
    if (node.is_revision()) {
      change.subject = revision_subject(tree_, node, *title);
    } else {
      change.title = title;
    }
  }

  // The TAM must answer; the assignment alone is the quietest thing that says so.
  void pass_to_tam(const Node& node) {
    const auto& tam = builder_.situation.change.assignee;
    if (node.owner != model::Owner::department) return;
    if (!tam) {
      builder_.remark(about("gate.returned_to_nobody", node));
      return;
    }
    if (node.issue->assignee && node.issue->assignee->id == tam->id) return;
    const auto returned = last_into(*node.issue, State::returned);
    const auto* assigned = last_change_of(*node.issue, "assignee");
    // Who returned it, or somebody since, chose whom to ask.
    if (returned && assigned >= returned->event && !assigned->own) return;
    builder_.change_of(node, about("why.returned", node)).assignee = tam->id;
  }

  // Answered: it goes back to where it was when the question was asked: to who asked, if they held it, or
  // else into the department's queue. Whom somebody chose with the answer or since keeps it.
  void pass_back(const Node& node) {
    const auto answered = last_into(*node.issue, State::ready);
    const auto returned = last_into(*node.issue, State::returned);
    const bool is_answered = answered && returned && answered->from == State::returned;
    if (!is_answered || node.owner != model::Owner::department) return;
    const auto* assigned = last_change_of(*node.issue, "assignee");
    if (assigned >= answered->event) return;
    say_who_answered(node, *returned->event, *answered->event);
    if (assigned == nullptr || assigned < returned->event) return;
    const auto& asking = returned->event->author.id;
    const auto& facts = builder_.situation.facts;
    const bool is_here = facts.people.empty() || facts.people.contains(asking);
    if (node.issue->assignee && node.issue->assignee->id == asking) return;
    if (is_here && held_by_author(*node.issue, *returned->event)) {
      builder_.change_of(node, about("why.answered", node)).assignee = asking;
    } else if (!node.department.empty()) {
      builder_.change_of(node, about("why.answered", node)).assign_group = node.department;
    }
  }

  static bool held_by_author(const model::Issue& issue, const model::Event& returned) {
    for (const auto& event : issue.events) {
      if (&event < &returned) continue;
      for (const auto& change : event.fields) {
        if (change.name == "assignee") return change.from == returned.author.id.value;
      }
    }
    return false;
  }

  // The answer of somebody who was not asked counts, but who was asked is to know. Of a group nobody can tell
  // who belongs to it.
  void say_who_answered(const Node& node, const model::Event& returned, const model::Event& answered) {
    const auto& asked = node.issue->assignee;
    const bool is_asked = asked && asked->id == answered.author.id;
    const bool is_own_question = returned.author.id == answered.author.id;
    const auto& groups = builder_.situation.facts.groups;
    const bool is_group = asked && groups.contains(asked->name);
    if (!asked || is_asked || is_own_question || is_group || is_tam(builder_.situation, answered)) return;
    if (answered.own || spoke_since(*node.issue, &answered)) return;
    auto said = about("told.answered_by", node);
    said.values.emplace_back("person", answered.author.name);
    said.values.emplace_back("asked", asked->name);
    builder_.change_of(node, about("why.answered", node)).note.push_back(std::move(said));
  }

  // Estafeta made it ready, but the tracker did not take the queue along with that, and nobody chose one
  // since.
  void give_to_queue(const Node& node) {
    const auto began = last_into(*node.issue, State::ready);
    if (node.issue->assignee || !began || !began->event->own) return;
    if (last_change_of(*node.issue, "assignee") >= began->event) return;
    model::IssueChange wanted;
    assign(builder_, node, wanted);
    if (!wanted.assign_group && !wanted.assignee) return;
    auto& change = builder_.change_of(node, about("why.to_queue", node));
    change.assign_group = wanted.assign_group;
    change.assignee = wanted.assignee;
  }

  // Somebody gave it to another department, and it still stands in the queue that Estafeta put it into.
  void follow_department(const Node& node) {
    const auto& all = builder_.rules.departments.all;
    const auto& assignee = node.issue->assignee;
    const bool is_ours = is_own_value(*node.issue, "assignee", builder_.situation.account);
    const auto now = all.find(node.department);
    if (!assignee || !is_ours || now == all.end() || now->second.group == assignee->name) return;
    const bool is_queue = std::any_of(all.begin(), all.end(), [&](const auto& department) {
      return department.second.group == assignee->name;
    });
    if (is_queue)
      builder_.change_of(node, about("why.other_department", node)).assign_group = node.department;
  }

  void ask_for_values(const Node& node) {
    // Who had begun does not wait for a task for the difference, but is to have what it gives.
    const auto waits = [&](std::size_t index) {
      const auto& link = tree_.links[index];
      const bool is_owed =
          node.is_revision() && was_done(node.state()) && link.verdict == LinkVerdict::unheard;
      return is_owed || link.verdict == LinkVerdict::values_missing;
    };
    if (std::none_of(node.needed_by.begin(), node.needed_by.end(), waits)) return;
    const auto problems = hand_over_problems(node);
    auto head = about("hand_over.incomplete", node);
    head.values.emplace_back("problems", problems);
    builder_.remark(head);
    const auto done = last_into(*node.issue, node.state());
    const auto* edited = last_change_of(*node.issue, to_string(Field::hand_over));
    const model::Event* since = done ? done->event : nullptr;
    if (edited != nullptr && edited > since) since = edited;
    if (spoke_since(*node.issue, since)) return;
    builder_.change_of(node, about("why.ask_values", node)).note.push_back(std::move(head));
  }

  void move(const Node& node) {
    const auto* planned = builder_.planned(node);
    if (planned == nullptr) return;
    write_dates(node, builder_.writes_to(*node.issue) ? Worth::beside : Worth::far_off);
    if (auto missed = missed_pin(builder_.rules, builder_.situation, node, *planned))
      builder_.remark(std::move(*missed));
    if (is_under_way(node.state())) builder_.look_again(planned->due);
  }

  bool write_dates(const Node& node, Worth worth) {
    const auto* planned = builder_.planned(node);
    model::IssueChange dates;
    if (planned == nullptr || is_put_back(node) ||
        !move_dates(builder_.rules, builder_.situation, node, *planned, worth, dates))
      return false;
    auto& change = builder_.change_of(node, about("why.dates", node));
    const auto before = std::tuple(change.start_date, change.due_date, change.fields);
    if (dates.start_date) change.start_date = dates.start_date;
    if (dates.due_date) change.due_date = dates.due_date;
    change.fields.merge(dates.fields);
    return before != std::tuple(change.start_date, change.due_date, change.fields);
  }

  // The plan still counts its work as begun; the dates of a task that waits again come with the next look.
  bool is_put_back(const Node& node) const {
    const auto* change = builder_.change_to(*node.issue);
    return change != nullptr && change->state == State::waiting && is_under_way(node.state());
  }

  // Dates a day off are left as they are, but no list may show a task before one it needs: what is written to
  // the one brings the other along, which may move a third.
  void keep_dates_in_order() {
    for (bool moved = true; moved;) {
      moved = false;
      for (const auto& link : tree_.links) {
        const auto& needed = tree_.nodes[link.needed];
        const auto& needing = tree_.nodes[link.needing];
        // Of alternatives it comes after one only.
        const bool holds = !is_satisfied(link.verdict) && !link.alternative;
        if (!holds || !has_dates(needed) || !has_dates(needing)) continue;
        for (const auto* node : {&needing, &needed}) {
          if (!contradicts(needed, builder_.change_to(*needed.issue), needing,
                           builder_.change_to(*needing.issue)))
            break;
          moved = write_dates(*node, Worth::order) || moved;
        }
      }
    }
  }

  // What has ended keeps its days, and where it stands in the order may not be known yet.
  bool has_dates(const Node& node) const {
    const bool is_open = node.exists() && !has_ended(node.state()) && node.state() != State::cancelling;
    return is_open && !is_given_up(tree_, node) && !unlinked_.contains(node.key);
  }

  void look_at(const Link& link) {
    const auto& needed = tree_.nodes[link.needed];
    const auto& needing = tree_.nodes[link.needing];
    if (link.verdict == LinkVerdict::lag) builder_.look_again(*link.lag_until);
    if (!needed.exists() || !needing.exists() || has_ended(needing.state())) return;
    if (link.removed_by_other && !is_satisfied(link.verdict)) {
      auto said = about("gate.relation_removed", needing);
      said.values.emplace_back("needs", title_of(needed));
      builder_.remark(std::move(said));
    }
    if (has_ended(needed.state())) return;
    // As long as the relation stands while the needed task is open, nobody could close the other one.
    if (was_lost(link)) builder_.relate(needed, needing);
    if (link.verdict == LinkVerdict::released) {
      builder_.unrelate(link, about("why.released", needed));
    } else if (link.verdict == LinkVerdict::overridden) {
      builder_.unrelate(link, about("why.overridden", needing));
    } else if (link.verdict == LinkVerdict::joined) {
      builder_.unrelate(link, about("why.joined", needing));
    } else if (link.verdict == LinkVerdict::passed && is_under_way(needing.state()) &&
               builder_.rules.mapping.on_reopened != ReopenRule::hold_all) {
      builder_.unrelate(link, about("why.passed", needing));
    }
  }

  // The tracker dropped it of its own accord, as it does when an issue changes its project; between two
  // projects it might not be taken.
  bool was_lost(const Link& link) const {
    using Type = model::LinkChange::Type;
    const auto& needed = *tree_.nodes[link.needed].issue;
    const auto& needing = *tree_.nodes[link.needing].issue;
    return !link.relation && !link.by_hand && !is_satisfied(link.verdict) &&
           needed.project == needing.project && link_made(needing, Type::blocked_by, needed.id) != nullptr &&
           link_removed(needing, Type::blocked_by, needed.id) == nullptr &&
           link_removed(needed, Type::blocks, needing.id) == nullptr;
  }

  // One page must not say two days for one thing without saying why.
  void tell_other_ends() {
    std::vector<Phrase> tasks;
    std::vector<Phrase> followed;
    std::vector<Phrase> wanted;
    for (const auto& planned : builder_.plan.schedule.tasks) {
      const auto& node = *tree_.find(planned.key);
      if (has_ended(node.state()) || unlinked_.contains(node.key) || !node.exists()) continue;
      if (follows_sub_issues(node)) followed.push_back(about("dates.other_end_task", node));
      const auto* change = builder_.change_to(*node.issue);
      if (shows_other_end(builder_.rules, builder_.situation, node, planned, change))
        tasks.push_back(about("dates.other_end_task", node));
      if (is_wanted_later(builder_.rules, builder_.situation, node, planned))
        wanted.push_back(about("dates.other_end_task", node));
    }
    if (!followed.empty())
      builder_.remark(Phrase("dates.follow_sub_issues", {{"tasks", std::move(followed)}}));
    if (!wanted.empty()) builder_.remark(Phrase("dates.wanted_later", {{"tasks", std::move(wanted)}}));
    if (tasks.empty()) return;
    builder_.remark(Phrase("dates.other_end", {{"n", std::int64_t{builder_.rules.limits.date_threshold_days}},
                                               {"tasks", std::move(tasks)}}));
  }

  void tell_missed_bounds() {
    const auto& desired = builder_.situation.desired;
    if (!desired) return;
    bool is_news = false;
    for (auto& bound : missed_bounds(builder_.rules, *desired, builder_.plan.schedule)) {
      const auto token = std::string(kLatest) + bound.key;
      is_news = builder_.tell_once(token, {std::move(bound.said), bound.ask}) || is_news;
    }
    if (is_news) builder_.tell_along(Phrase("dates.latest_way_out"));
  }

  Phrase idle() const {
    const auto open = std::count_if(tree_.nodes.begin(), tree_.nodes.end(), [](const Node& node) {
      return node.exists() && !has_ended(node.state());
    });
    return Phrase("why.nothing_due", {{"n", static_cast<std::int64_t>(open)}});
  }

  PlanBuilder& builder_;
  Tree& tree_;
  std::set<std::string> forced_;
  std::set<std::string> unlinked_;
  bool frozen_ = false;
};

}  // namespace

bool is_given_up(const Tree& tree, const Node& node) {
  return tree.rolling_back && node.wanted != nullptr && !node.is_undo();
}

model::Plan plan_in_progress(PlanBuilder& builder) {
  return PlanInProgress(builder).run();
}

}  // namespace estafeta::change
