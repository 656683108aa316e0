#include "connector/change/steps/news.h"

#include <algorithm>
#include <utility>

#include "connector/change/steps/below.h"
#include "connector/change/steps/reopened.h"
#include "connector/change/steps/roll_back.h"
#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/vote.h"

namespace estafeta::change {

using base::Phrase;
using model::Ask;
using model::State;

namespace {

void tell_failed(PlanBuilder& builder, const Node& node) {
  const bool is_check = node.check_result().has_value();
  auto said = about(node.is_approval() ? "told.refused"
                    : is_check         ? "told.check_failed"
                                       : "told.failed",
                    node);
  if (node.is_approval()) said.values.emplace_back("person", answer_to(node)->author.name);
  const auto ask = node.is_approval() ? Ask::after_refusal : Ask::after_failure;
  builder.tell_once("failed:" + node.key, {std::move(said), ask});
  std::vector<Phrase> tasks;
  for (const auto* at_work : at_work_on(builder.tree, node)) tasks.push_back(follower(builder, *at_work));
  if (tasks.empty()) return;
  auto others = about("told.at_work_on_failed", node);
  others.values.emplace_back("tasks", std::move(tasks));
  builder.tell_once("at_work_on:" + node.key, std::move(others));
}

// What was not tested is done, and nobody knows whether it works.
void tell_not_tested(PlanBuilder& builder, const Node& node) {
  const auto why = node.check_remark();
  auto said = about(why.empty() ? "told.not_tested" : "told.not_tested_because", node);
  if (!why.empty()) said.values.emplace_back("why", why);
  builder.tell_once("not_tested:" + node.key + "@" + base::to_string(node.issue->id), std::move(said));
}

// Deleted, moved elsewhere, or something else by now.
void tell_lost(PlanBuilder& builder, const Node& node) {
  std::vector<Phrase> waiting;
  for (const auto index : node.needed_by) {
    const auto& link = builder.tree.links[index];
    const auto& needing = builder.tree.nodes[link.needing];
    if (link.verdict == LinkVerdict::lost && needing.exists() && !has_ended(needing.state()))
      waiting.push_back(about("gate.open_again", needing));
  }
  const auto* turned = turned_into(builder, node);
  const bool is_needed = !waiting.empty();
  const auto [key, ask] = node.is_undo() ? std::pair("told.lost_undo", Ask::after_loss_of_rollback)
                          : turned == nullptr
                              ? (is_needed ? std::pair("told.lost", Ask::after_loss)
                                           : std::pair("told.lost_unneeded", Ask::nothing))
                              : (is_needed ? std::pair("told.turned_needed", Ask::after_turning_needed)
                                           : std::pair("told.turned", Ask::after_turning));
  Phrase said(key, {{"task", title_of(node)}, {"issue", builder.tree.stamp.tasks.at(node.key).value}});
  if (turned != nullptr) said.values.emplace_back("tracker", turned->tracker);
  if (is_needed) said.values.emplace_back("waiting", std::move(waiting));
  builder.tell_once((turned == nullptr ? "lost:" : "turned:") + node.key, {std::move(said), ask});
}

// Who was to go on until the difference is made ended before it was, so its values reached nobody.
void tell_too_late(PlanBuilder& builder, const Node& needed, const Node& needing) {
  if (!needed.is_revision() || !needed.exists() || !was_done(needed.state())) return;
  if (!needing.exists() || !was_done(needing.state()) || needing.is_approval()) return;
  const auto ended = ended_at(*needing.issue);
  const auto given = ended_at(*needed.issue);
  if (!ended || !given || *ended >= *given || *ended < needed.issue->created) return;
  auto said = about("told.too_late", needed);
  said.values.emplace_back("needing", title_of(needing));
  said.values.emplace_back("needing_issue", needing.issue->id.value);
  builder.tell_once("too_late:" + needed.key + ">" + needing.key, std::move(said));
}

// A correction, and those who had ended with what it corrects.
struct Correction {
  std::vector<Phrase> values;
  std::vector<Phrase> readers;
  std::string first_reader;
};

std::vector<Correction> corrected_in_vain(const PlanBuilder& builder, const Node& needed) {
  std::vector<Correction> all;
  for (const auto index : needed.needed_by) {
    const auto& needing = builder.tree.nodes[builder.tree.links[index].needing];
    if (!needing.exists() || !was_done(needing.state()) || needing.is_approval() || needing.is_undo())
      continue;
    auto values = change::corrected_in_vain(builder.situation, builder.tree, needed, needing);
    if (values.empty()) continue;
    auto same =
        std::find_if(all.begin(), all.end(), [&](const auto& known) { return known.values == values; });
    if (same == all.end()) same = all.insert(all.end(), {std::move(values), {}, needing.key});
    same->readers.push_back(about("gate.open_again", needing));
  }
  return all;
}

void tell_cancelled(PlanBuilder& builder, const Node& node) {
  std::vector<Phrase> waiting;
  for (const auto index : node.needed_by) {
    const auto& link = builder.tree.links[index];
    const auto& needing = builder.tree.nodes[link.needing];
    if (link.verdict == LinkVerdict::cancelled && !has_ended(needing.state()) &&
        is_stuck(builder.tree, needing))
      waiting.push_back(about("gate.open_again", needing));
  }
  if (waiting.empty()) return;
  auto said = about("told.cancelled", node);
  said.values.emplace_back("waiting", std::move(waiting));
  builder.tell_once("cancelled:" + node.key, {std::move(said), Ask::after_cancelling});
}

// The order that the plan knows are `blocks` relations. By `precedes` the tracker moves dates of its own
// accord, or refuses those of the plan, and nobody could tell why.
void tell_dated_by(PlanBuilder& builder, const Node& node) {
  for (const auto& relation : node.issue->dated_by) {
    auto said = about("told.dated_by", node);
    said.values.emplace_back("other", relation.from.value);
    builder.tell_once("precedes:" + std::to_string(relation.id.value), std::move(said));
  }
}

bool is_finished(const PlanBuilder& builder) {
  bool any = false;
  for (const auto& node : builder.tree.nodes) {
    if (!node.exists()) continue;
    any = true;
    if (!has_ended(node.state()) || awaits_decision(builder.tree, node) || node.is_answered_in_vain())
      return false;
  }
  return any;
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

void finished(PlanBuilder& builder) {
  const bool closes = builder.rules.mapping.close_change;
  std::vector<Phrase> others;
  std::int64_t done = 0;
  for (const auto& node : builder.tree.nodes) {
    if (!node.exists() || is_given_up(builder.tree, node)) continue;
    done += was_done(node.state()) ? 1 : 0;
    if (was_done(node.state())) continue;
    auto& other = others.emplace_back(about("told.not_done", node));
    other.values.emplace_back("state", std::string(to_string(node.state())));
  }
  const bool is_complete = others.empty();
  Phrase said(is_complete ? (closes ? "told.finished_and_closed" : "told.finished")
                          : (closes ? "told.ended_and_closed" : "told.ended"),
              {{"n", done}});
  if (!is_complete) said.values.emplace_back("others", std::move(others));
  const auto ask = closes ? Ask::nothing : is_complete ? Ask::finish : Ask::finish_incomplete;
  builder.tell_once("finished", {std::move(said), ask});
  const auto& desired = builder.situation.desired;
  // Those of a post-incident review stood on its page from the beginning.
  if (desired && !desired->review.empty() && builder.tree.stamp.review.empty())
    builder.tell_once("review", Phrase("told.review", {{"questions", numbered(desired->review)}}));
  if (closes && !tell_strangers(builder))
    builder.change_itself(Phrase("why.close", {{"state", "done"}})).state = State::done;
}

}  // namespace

bool tell_corrected_in_vain(PlanBuilder& builder) {
  bool any = false;
  for (const auto& node : builder.tree.nodes) {
    if (!node.exists()) continue;
    for (auto& correction : corrected_in_vain(builder, node)) {
      const auto* edited = last_change_of(*node.issue, to_string(model::Field::hand_over));
      auto said = about("told.corrected_in_vain", node);
      said.values.emplace_back("values", std::move(correction.values));
      said.values.emplace_back("readers", std::move(correction.readers));
      builder.tell_once("corrected:" + node.key + "@" + std::to_string(edited->journal.value) + ">" +
                            correction.first_reader,
                        std::move(said));
      any = true;
    }
  }
  return any;
}

void tell_news(PlanBuilder& builder) {
  for (const auto& node : builder.tree.nodes) {
    if (node.lost) tell_lost(builder, node);
    if (node.exists() && !has_ended(node.state())) tell_dated_by(builder, node);
    if (awaits_decision(builder.tree, node)) tell_failed(builder, node);
    if (node.check_result() == model::CheckResult::not_tested) tell_not_tested(builder, node);
    if (node.state() == State::cancelled && !is_given_up(builder.tree, node)) tell_cancelled(builder, node);
  }
  // What has ended needs nothing any more, but the stamp knows what it was to need.
  for (const auto& [needed, needing] : builder.tree.stamp.edges) {
    const auto* first = builder.tree.find(needed);
    const auto* second = builder.tree.find(needing);
    if (first != nullptr && second != nullptr) tell_too_late(builder, *first, *second);
  }
  tell_corrected_in_vain(builder);
  if (!builder.tree.rolling_back && is_finished(builder)) finished(builder);
}

}  // namespace estafeta::change
