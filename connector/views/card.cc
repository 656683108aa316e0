#include "connector/views/card.h"

#include <algorithm>

#include "connector/change/schedule/consent.h"
#include "connector/change/schedule/time_taken.h"
#include "connector/change/schedule/windows.h"
#include "connector/change/steps/reopened.h"
#include "connector/change/steps/requests.h"
#include "connector/change/tree/history.h"
#include "connector/change/tree/stamp.h"
#include "connector/change/tree/tree.h"
#include "connector/model/rehearsal.h"
#include "connector/views/card_mark.h"
#include "connector/views/card_todo.h"
#include "connector/views/card_waits.h"
#include "connector/views/card_work.h"
#include "connector/views/overview.h"
#include "connector/views/promised.h"

namespace estafeta::views {

namespace {

using base::Instant;
using model::PlannedTask;
using model::State;

// What ends at midnight ends with the day before.
base::Date last_day(const Organisation& organisation, Instant start, Instant end) {
  return organisation.rules.zone.local_date(end > start ? end - base::Seconds(1) : end);
}

Instant entered(const model::Issue& issue) {
  const auto passage = change::last_into(issue, issue.status.state);
  return passage ? passage->event->at : issue.created;
}

// Estafeta's own journals and those of other automata are nobody's words.
std::optional<Instant> spoken(const model::Issue& issue) {
  std::optional<Instant> last;
  if (issue.created_by != model::Actor::system) last = issue.created;
  for (const auto& event : issue.events) {
    if (!event.own && event.by != model::Actor::system) last = event.at;
  }
  return last;
}

CardAssignee assignee_of(const change::Situation& situation, const model::Issue& issue) {
  if (!issue.assignee) return {};
  const auto& assignee = *issue.assignee;
  const auto& groups = situation.facts.groups;
  const bool is_group = std::any_of(groups.begin(), groups.end(),
                                    [&](const auto& group) { return group.second == assignee.id; });
  if (is_group) return {};
  const auto& people = situation.facts.people;
  return {assignee.id, assignee.name, people.empty() || people.contains(assignee.id)};
}

class TaskCards {
 public:
  TaskCards(const Organisation& organisation, const change::Situation& situation,
            const messages::Speaker& speaker)
      : organisation_(organisation),
        situation_(situation),
        speaker_(speaker),
        tree_(change::build_tree(organisation.rules, situation)) {}

  const change::Tree& tree() const { return tree_; }

  CardTask of(const PlannedTask& planned) const {
    CardTask task;
    task.key = planned.key;
    task.issue = planned.issue;
    task.title = planned.title;
    task.owner = planned.owner;
    task.department = planned.department;
    task.state = planned.state;
    if (planned.holder) task.holder = speaker_.say(*planned.holder);
    task.waits_for = planned.waits_for;
    task.outside = planned.outside;
    for (const auto& value : planned.owes) task.owes.push_back(speaker_.say(value));
    task.start = organisation_.rules.zone.local_date(planned.start);
    task.due = last_day(organisation_, planned.start, planned.due);
    task.slips_after = slips_after(planned);
    const auto* node = tree_.find(planned.key);
    if (node != nullptr && node->exists()) add_history(*node, task);
    return task;
  }

 private:
  const calendar::Calendar& calendar_of(const change::Node& node) const {
    const auto* found = organisation_.rules.calendars.find(change::calendar_of(organisation_.rules, node));
    return found == nullptr ? calendar::Calendar::always() : *found;
  }

  base::Date slips_after(const PlannedTask& planned) const {
    const auto* node = tree_.find(planned.key);
    const auto latest = node == nullptr ? std::nullopt : calendar_of(*node).add(planned.due, planned.slack);
    return last_day(organisation_, planned.start, latest.value_or(planned.due));
  }

  void add_history(const change::Node& node, CardTask& task) const {
    const auto& issue = *node.issue;
    task.reason = issue.status.reason;
    task.since = entered(issue);
    task.spoken = spoken(issue);
    task.overdue = is_overdue(node);
    if (task.state == State::ready || task.state == State::in_progress || !task.owes.empty()) {
      const auto quiet_since = std::max(*task.since, task.spoken.value_or(*task.since));
      task.silent_from = calendar_of(node).add(quiet_since, organisation_.silent_after);
    }
    task.assignee = assignee_of(situation_, issue);
    const auto consent = change::consent_of(organisation_.rules, situation_, node);
    if (consent && consent->how == change::Consent::How::asked) task.dates_until = consent->until;
    if (is_live(task) && task.owner == model::Owner::department)
      task.promised = promised_for(organisation_, issue, situation_.now);
  }

  bool is_overdue(const change::Node& node) const {
    const auto began = change::began_at(*node.issue);
    if (!began || node.state() != State::in_progress) return false;
    const auto& calendar = calendar_of(node);
    auto spent = calendar.elapsed(*began, situation_.now);
    for (const auto& held : change::held_during(*node.issue, situation_.now)) {
      spent -= calendar.elapsed(held.start, held.end);
    }
    const auto planned =
        node.wanted == nullptr ? organisation_.rules.limits.hand_made_duration : node.wanted->duration;
    return spent > planned;
  }

  const Organisation& organisation_;
  const change::Situation& situation_;
  const messages::Speaker& speaker_;
  change::Tree tree_;
};

std::vector<std::string> holders_of(const ChangeCard& card) {
  std::vector<std::string> holders;
  for (const auto& task : card.tasks) holders.push_back(task.holder);
  return holders;
}

std::optional<CardReview> review_of(const Organisation& organisation, const model::Issue& issue) {
  const auto reviewed = change::stamp_of(issue).review;
  if (reviewed.empty()) return std::nullopt;
  const std::chrono::sys_days made = organisation.rules.zone.local_date(issue.created);
  return CardReview{{reviewed.begin(), reviewed.end()},
                    base::Date(made + std::chrono::days(organisation.rules.mapping.reviews.days))};
}

// Open ones, and of those that have ended the ones that others wait for or that owe values.
void add_tasks(const model::Plan& plan, const TaskCards& cards, ChangeCard& card) {
  std::vector<std::string> awaited;
  for (const auto& planned : plan.schedule.tasks) {
    awaited.insert(awaited.end(), planned.waits_for.begin(), planned.waits_for.end());
  }
  for (const auto& planned : plan.schedule.tasks) {
    const bool ended = change::has_ended(planned.state);
    if (planned.state != State::cancelled) ++card.total;
    if (change::was_done(planned.state)) ++card.done;
    const bool is_awaited = std::find(awaited.begin(), awaited.end(), planned.key) != awaited.end();
    if (!ended || is_awaited || !planned.owes.empty()) card.tasks.push_back(cards.of(planned));
  }
}

// How often it was set to failed; of a check also how often its result became “fail”.
int failures_of(const change::Situation& situation, const model::Issue& issue) {
  int failures = 0;
  for (const auto& passage : change::passages(issue)) failures += passage.to == State::failed ? 1 : 0;
  const auto said = situation.past_hand_overs.find(issue.id);
  if (said == situation.past_hand_overs.end()) return failures;
  bool failed_before = false;
  for (const auto& past : said->second) {
    const auto* word = past.said.find(model::kCheckResult);
    const bool failed = word != nullptr && model::check_result_from(*word) == model::CheckResult::failed;
    failures += failed && !failed_before ? 1 : 0;
    failed_before = failed;
  }
  return failures;
}

std::vector<CardRun> runs_of(const Organisation& organisation, const change::Situation& situation,
                             const change::Tree& tree) {
  std::vector<CardRun> runs;
  for (const auto& node : tree.nodes) {
    if (!node.exists() || node.wanted == nullptr) continue;
    runs.push_back({node.key, change::time_taken(organisation.rules, situation, node, false),
                    failures_of(situation, *node.issue), node.check_result()});
  }
  return runs;
}

std::vector<CardReopened> reopened_of(const change::Situation& situation, const change::Tree& tree) {
  std::vector<CardReopened> all;
  for (const auto& reopened : change::reopened_tasks(situation, tree)) {
    const auto& event = *reopened.opened.event;
    CardReopened card{
        reopened.node->issue->id, change::title_of(*reopened.node), event.at, event.author.name, {}};
    for (const auto at : reopened.reach) {
      const auto& next = tree.nodes[at];
      if (!change::had_its_turn(*next.issue)) continue;
      const bool is_departments = next.owner == model::Owner::department;
      card.followers.push_back({next.issue->id, is_departments ? next.department : ""});
    }
    all.push_back(std::move(card));
  }
  return all;
}

}  // namespace

const CardTask* ChangeCard::find(const std::string& key) const {
  const auto found = std::find_if(tasks.begin(), tasks.end(), [&](const auto& t) { return t.key == key; });
  return found == tasks.end() ? nullptr : &*found;
}

bool has_ended(const ChangeCard& card) {
  return change::has_ended(card.state);
}

std::string holder_of_change(const std::vector<std::string>& holders, const model::Issue& change) {
  std::vector<std::string> named;
  std::string all;
  for (const auto& holder : holders) {
    const bool is_new = std::find(named.begin(), named.end(), holder) == named.end();
    if (holder.empty() || !is_new) continue;
    named.push_back(holder);
    all += (all.empty() ? "" : ", ") + holder;
  }
  if (!all.empty()) return all;
  return change.assignee ? change.assignee->name : change.author.name;
}

ChangeCard card_of(const Organisation& organisation, const change::Situation& situation,
                   const model::Plan& plan, const messages::Speaker& speaker) {
  const auto& issue = situation.change;
  const TaskCards cards(organisation, situation, speaker);
  ChangeCard card;
  card.issue = issue.id;
  if (situation.client) card.client = situation.client->id;
  card.title = issue.subject;
  card.is_rehearsal = change::is_rehearsal(situation);
  // One that was made by hand may be called anything.
  if (card.is_rehearsal) card.title = model::as_rehearsal(issue.subject, speaker.style().language);
  card.state = issue.status.state;
  card.waits = waits_of(organisation, situation, cards.tree());
  card.work = work_of(situation, cards.tree());
  // No request, proposal or incident is dealt with by a trial.
  if (!card.is_rehearsal) card.related = issue.related;
  card.review = review_of(organisation, issue);
  if (card.review)
    card.related.insert(card.related.end(), card.review->incidents.begin(), card.review->incidents.end());
  for (const auto& request : situation.requests)
    card.requests.push_back({request.id, request.subject, !request.is_closed});
  if (change::is_released(situation)) card.released = {change::released_day(situation)};
  add_tasks(plan, cards, card);
  if (situation.desired) card.rehearsable = situation.desired->rehearsable;
  if (card.is_rehearsal) card.runs = runs_of(organisation, situation, cards.tree());
  card.promised = base::parse_date(issue.field(model::Field::promised));
  if (change::has_ended(card.state)) {
    card.waited = waited_of(situation, cards.tree());
    card.mark = mark_of(situation.requests);
    card.tasks.clear();
    card.ended = change::ended_at(issue).value_or(issue.updated);
    return card;
  }
  card.tam = assignee_of(situation, issue);
  card.holder = holder_of_change(holders_of(card), issue);
  if (!plan.schedule.tasks.empty()) card.forecast = organisation.rules.zone.local_date(plan.schedule.finish);
  card.reopened = reopened_of(situation, cards.tree());
  const auto windows = change::windows_to_come(organisation.rules, situation, cards.tree(), plan.schedule);
  card.windows = {windows.begin(), windows.end()};
  card.needs = todo_items(situation, plan, cards.tree(), card, speaker);
  return card;
}

ChangeCard card_of_row(const Organisation& organisation, const model::Issue& change) {
  ChangeCard card;
  card.issue = change.id;
  if (const auto* client = organisation.clients.of_project(change.project)) card.client = client->id;
  card.title = change.subject;
  card.state = change.status.state;
  if (change.assignee) card.holder = change.assignee->name;
  card.promised = base::parse_date(change.field(model::Field::promised));
  return card;
}

}  // namespace estafeta::views
