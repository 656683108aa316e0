// What the TAM is told once: what failed, is gone or holds others up, and that all is finished.
#include <algorithm>

#include "connector/change/steps/below.h"
#include "connector/change/steps/running.h"
#include "connector/change/tree/hand_over.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/vote.h"

namespace estafeta::change {

using base::Phrase;
using model::State;

namespace {

void tell_failed(Pass& pass, const Node& node) {
  auto said = about(node.is_approval() ? "told.refused" : "told.failed", node);
  if (node.is_approval()) said.values.emplace_back("person", answer_to(node)->author.name);
  pass.tell_once("failed:" + node.key, std::move(said));
  std::vector<Phrase> tasks;
  for (const auto* at_work : at_work_on(pass.tree, node)) tasks.push_back(follower(pass, *at_work));
  if (tasks.empty()) return;
  auto others = about("told.at_work_on_failed", node);
  others.values.emplace_back("tasks", std::move(tasks));
  pass.tell_once("at_work_on:" + node.key, std::move(others));
}

// Deleted, moved elsewhere, or something else by now.
void tell_lost(Pass& pass, const Node& node) {
  std::vector<Phrase> waiting;
  for (const auto index : node.needed_by) {
    const auto& link = pass.tree.links[index];
    const auto& needing = pass.tree.nodes[link.needing];
    if (link.verdict == Verdict::lost && needing.exists() && !has_ended(needing.state()))
      waiting.push_back(about("gate.open_again", needing));
  }
  const auto* turned = turned_into(pass, node);
  const bool is_needed = !waiting.empty();
  const auto* key = node.is_undo()      ? "told.lost_undo"
                    : turned == nullptr ? (is_needed ? "told.lost" : "told.lost_unneeded")
                                        : (is_needed ? "told.turned_needed" : "told.turned");
  Phrase said(key, {{"task", title_of(node)}, {"issue", pass.tree.stamp.tasks.at(node.key).value}});
  if (turned != nullptr) said.values.emplace_back("tracker", turned->tracker);
  if (is_needed) said.values.emplace_back("waiting", std::move(waiting));
  pass.tell_once((turned == nullptr ? "lost:" : "turned:") + node.key, std::move(said));
}

// Who was to go on until the difference is made ended before it was, so its values reached nobody.
void tell_too_late(Pass& pass, const Node& needed, const Node& needing) {
  if (!needed.is_revision() || !needed.exists() || !was_done(needed.state())) return;
  if (!needing.exists() || !was_done(needing.state()) || needing.is_approval()) return;
  const auto ended = ended_at(*needing.issue);
  const auto given = ended_at(*needed.issue);
  if (!ended || !given || *ended >= *given || *ended < needed.issue->created) return;
  auto said = about("told.too_late", needed);
  said.values.emplace_back("needing", title_of(needing));
  said.values.emplace_back("needing_issue", needing.issue->id.value);
  pass.tell_once("too_late:" + needed.key + ">" + needing.key, std::move(said));
}

// A correction, and those who had ended with what it corrects.
struct Correction {
  std::vector<Phrase> values;
  std::vector<Phrase> readers;
  std::string first_reader;
};

std::vector<Correction> corrected_in_vain(const Pass& pass, const Node& needed) {
  std::vector<Correction> all;
  for (const auto index : needed.needed_by) {
    const auto& needing = pass.tree.nodes[pass.tree.links[index].needing];
    if (!needing.exists() || !was_done(needing.state()) || needing.is_approval() || needing.is_undo())
      continue;
    auto values = change::corrected_in_vain(pass.situation, pass.tree, needed, needing);
    if (values.empty()) continue;
    auto same =
        std::find_if(all.begin(), all.end(), [&](const auto& known) { return known.values == values; });
    if (same == all.end()) same = all.insert(all.end(), {std::move(values), {}, needing.key});
    same->readers.push_back(about("gate.open_again", needing));
  }
  return all;
}

void tell_cancelled(Pass& pass, const Node& node) {
  std::vector<Phrase> waiting;
  for (const auto index : node.needed_by) {
    const auto& link = pass.tree.links[index];
    const auto& needing = pass.tree.nodes[link.needing];
    if (link.verdict == Verdict::cancelled && !has_ended(needing.state()) && is_stuck(pass.tree, needing))
      waiting.push_back(about("gate.open_again", needing));
  }
  if (waiting.empty()) return;
  auto said = about("told.cancelled", node);
  said.values.emplace_back("waiting", std::move(waiting));
  pass.tell_once("cancelled:" + node.key, std::move(said));
}

// The order that the plan knows are `blocks` relations. By `precedes` the tracker moves dates of its own
// accord, or refuses those of the plan, and nobody could tell why.
void tell_dated_by(Pass& pass, const Node& node) {
  for (const auto& relation : node.issue->dated_by) {
    auto said = about("told.dated_by", node);
    said.values.emplace_back("other", relation.from.value);
    pass.tell_once("precedes:" + std::to_string(relation.id.value), std::move(said));
  }
}

bool is_finished(const Pass& pass) {
  bool any = false;
  for (const auto& node : pass.tree.nodes) {
    if (!node.exists()) continue;
    any = true;
    if (!has_ended(node.state()) || awaits_decision(pass.tree, node) || node.is_answered_in_vain())
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

void finished(Pass& pass) {
  const bool closes = pass.rules.mapping.close_change;
  std::vector<Phrase> others;
  std::int64_t done = 0;
  for (const auto& node : pass.tree.nodes) {
    if (!node.exists() || is_given_up(pass.tree, node)) continue;
    done += was_done(node.state()) ? 1 : 0;
    if (was_done(node.state())) continue;
    auto& other = others.emplace_back(about("told.not_done", node));
    other.values.emplace_back("state", std::string(to_string(node.state())));
  }
  Phrase said(closes ? "told.finished_and_closed" : "told.finished", {{"n", done}});
  if (!others.empty()) {
    said.key = closes ? "told.ended_and_closed" : "told.ended";
    said.values.emplace_back("others", std::move(others));
  }
  pass.tell_once("finished", std::move(said));
  const auto& desired = pass.situation.desired;
  if (desired && !desired->review.empty())
    pass.tell_once("review", Phrase("told.review", {{"questions", numbered(desired->review)}}));
  if (closes && !tell_strangers(pass))
    pass.change_itself(Phrase("why.close", {{"state", "done"}})).state = State::done;
}

}  // namespace

bool tell_corrected_in_vain(Pass& pass) {
  bool any = false;
  for (const auto& node : pass.tree.nodes) {
    if (!node.exists()) continue;
    for (auto& correction : corrected_in_vain(pass, node)) {
      const auto* edited = last_change_of(*node.issue, to_string(model::Field::hand_over));
      auto said = about("told.corrected_in_vain", node);
      said.values.emplace_back("values", std::move(correction.values));
      said.values.emplace_back("readers", std::move(correction.readers));
      pass.tell_once("corrected:" + node.key + "@" + std::to_string(edited->journal.value) + ">" +
                         correction.first_reader,
                     std::move(said));
      any = true;
    }
  }
  return any;
}

void tell_news(Pass& pass) {
  for (const auto& node : pass.tree.nodes) {
    if (node.lost) tell_lost(pass, node);
    if (node.exists() && !has_ended(node.state())) tell_dated_by(pass, node);
    if (awaits_decision(pass.tree, node)) tell_failed(pass, node);
    if (node.state() == State::cancelled && !is_given_up(pass.tree, node)) tell_cancelled(pass, node);
  }
  // What has ended needs nothing any more, but the stamp knows what it was to need.
  for (const auto& [needed, needing] : pass.tree.stamp.edges) {
    const auto* first = pass.tree.find(needed);
    const auto* second = pass.tree.find(needing);
    if (first != nullptr && second != nullptr) tell_too_late(pass, *first, *second);
  }
  tell_corrected_in_vain(pass);
  if (!pass.tree.rolling_back && is_finished(pass)) finished(pass);
}

}  // namespace estafeta::change
