#include "connector/change/steps/plan_in_progress.h"

#include <algorithm>

#include "connector/change/schedule/chosen_start.h"
#include "connector/change/steps/assignee.h"
#include "connector/change/steps/below.h"
#include "connector/change/steps/chosen_dates.h"
#include "connector/change/steps/consent.h"
#include "connector/change/steps/copied.h"
#include "connector/change/steps/decisions.h"
#include "connector/change/steps/gate.h"
#include "connector/change/steps/hand_made.h"
#include "connector/change/steps/last_call.h"
#include "connector/change/steps/make_tasks.h"
#include "connector/change/steps/news.h"
#include "connector/change/steps/origin.h"
#include "connector/change/steps/planned_dates.h"
#include "connector/change/steps/preview.h"
#include "connector/change/steps/promise.h"
#include "connector/change/steps/proposal.h"
#include "connector/change/steps/rehearsal.h"
#include "connector/change/steps/reopened.h"
#include "connector/change/steps/requests.h"
#include "connector/change/steps/revise.h"
#include "connector/change/steps/roll_back.h"
#include "connector/change/steps/shared_windows.h"
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
                           "foreign:", "review", "latest:", "precedes:", "shares_window:", "not_tested:"}) {
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
    keep_dates_in_order(builder_, unlinked_);
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
      tell_shared_windows(builder_);
      tell_missed_bounds(builder_);
    }
    tell_other_ends(builder_, unlinked_);
    tell_freezes(builder_);
    remark_rehearsal(builder_);
    remark_consent(builder_);
    builder_.show_window();
    keep_promise(builder_);
    keep_requests_current(builder_);
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
      const bool may_begin =
          is_forced || (!frozen_ && !waits_for_start(builder_, node) &&
                        !(all_satisfied(tree_, node) && waits_for_its_day(builder_, node)));
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
    keep_dates(builder_, node);
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
    keep_assignee(builder_, node, all_satisfied(tree_, node));
    if (node.state() == State::ready) lay_out_form(node);
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
    } else if (link.verdict == LinkVerdict::begun) {
      builder_.unrelate(link, about("why.begun", needed));
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

model::Plan plan_in_progress(PlanBuilder& builder) {
  return PlanInProgress(builder).run();
}

}  // namespace estafeta::change
