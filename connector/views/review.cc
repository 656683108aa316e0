#include "connector/views/review.h"

#include <algorithm>
#include <tuple>

#include "connector/base/text.h"
#include "connector/change/tree/history.h"
#include "connector/sla/incident/notifications.h"

namespace estafeta::views {

namespace {

using base::Phrase;
using model::Field;

constexpr std::size_t kQuotedLength = 300;

Phrase said_of(const sla::Mark& mark) {
  constexpr std::int64_t kPercent = 10'000;  // in millionths
  if (mark.is_breach()) return Phrase("review.breached", {{"clock", mark.clock}});
  if (mark.share == 0) return Phrase("review.warned", {{"clock", mark.clock}});
  return Phrase("review.warned_at", {{"clock", mark.clock}, {"percent", mark.share / kPercent}});
}

// The thresholds of its clocks that people were told of.
void add_alarms(const model::FieldChange& change, std::vector<Phrase>& what) {
  const auto before = sla::told_in(change.from).marks;
  for (const auto& mark : sla::told_in(change.to).marks) {
    if (!before.contains(mark)) what.push_back(said_of(mark));
  }
}

class Steps {
 public:
  Steps(const model::TrackerMapping& mapping, const std::map<base::PrincipalId, std::string>& people)
      : mapping_(mapping), people_(people) {}

  std::vector<Phrase> of(const model::Event& event) const {
    std::vector<Phrase> what;
    if (!event.own) add_deeds(event, what);
    for (const auto& change : event.fields) {
      if (change.name == to_string(Field::sla_told)) add_alarms(change, what);
    }
    return what;
  }

 private:
  void add_deeds(const model::Event& event, std::vector<Phrase>& what) const {
    if (event.status_name) what.push_back(Phrase("review.status", {{"status", *event.status_name}}));
    if (event.priority) what.push_back(Phrase("review.priority", {{"priority", spelled(*event.priority)}}));
    for (const auto& change : event.fields) {
      if (change.name == "assignee") what.push_back(assigned_to(change.to));
      if (change.name == to_string(Field::department) && !change.to.empty())
        what.push_back(Phrase("review.department", {{"department", change.to}}));
    }
    if (!event.comment || event.comment->text.empty()) return;
    const auto text = base::clip(base::one_line(event.comment->text), kQuotedLength);
    what.push_back(
        Phrase(event.comment->is_private ? "review.private_note" : "review.note", {{"text", text}}));
  }

  Phrase assigned_to(const std::string& id) const {
    if (id.empty()) return Phrase("review.unassigned");
    const auto known = people_.find(base::PrincipalId{id});
    return Phrase("review.assigned", {{"person", known == people_.end() ? id : known->second}});
  }

  std::string spelled(const std::string& priority) const {
    const auto names = mapping_.priorities.find(priority);
    return names == mapping_.priorities.end() || names->second.empty() ? priority : names->second.front();
  }

  const model::TrackerMapping& mapping_;
  const std::map<base::PrincipalId, std::string>& people_;
};

}  // namespace

bool is_outage(const model::Issue& incident, const model::ReviewRules& rules) {
  return incident.kind == model::Kind::incident &&
         (rules.priorities.contains(incident.priority) || rules.categories.contains(incident.category));
}

std::optional<base::Instant> outage_ended(const model::Issue& incident) {
  if (!change::was_done(incident.status.state)) return std::nullopt;
  return change::ended_at(incident);
}

std::vector<model::Issue> began_together(const std::vector<model::Issue>& incidents, base::IssueId with,
                                         const model::ReviewRules& rules, base::Instant live_from) {
  std::vector<model::Issue> outages;
  for (const auto& incident : incidents) {
    const bool is_meant = is_outage(incident, rules) && incident.status.state != model::State::cancelled;
    if (is_meant && incident.created >= live_from) outages.push_back(incident);
  }
  std::sort(outages.begin(), outages.end(), [](const auto& one, const auto& other) {
    return std::tie(one.created, one.id) < std::tie(other.created, other.id);
  });
  std::vector<model::Issue> together;
  for (auto& outage : outages) {
    const bool goes_on = !together.empty() && outage.created - together.back().created <= rules.mass_within;
    const auto is_it = [&](const auto& one) { return one.id == with; };
    if (!goes_on && std::any_of(together.begin(), together.end(), is_it)) break;
    if (!goes_on) together.clear();
    together.push_back(std::move(outage));
  }
  return together;
}

std::vector<ReviewStep> steps_of(const model::Issue& incident, const model::TrackerMapping& mapping,
                                 const std::map<base::PrincipalId, std::string>& people) {
  std::vector<ReviewStep> steps{
      {incident.id, incident.created, incident.author.name, {Phrase("review.opened")}}};
  const Steps deeds(mapping, people);
  for (const auto& event : incident.events) {
    auto what = deeds.of(event);
    if (!what.empty()) steps.push_back({incident.id, event.at, event.author.name, std::move(what)});
  }
  return steps;
}

std::vector<ReviewedChange> changes_before(const Cards& cards, const std::set<std::string>& clients,
                                           base::Instant began, base::Seconds before) {
  std::vector<ReviewedChange> found;
  for (const auto& [id, card] : cards) {
    const bool is_meant = clients.contains(card.client) && card.ended && !card.review;
    if (!is_meant || *card.ended > began || *card.ended < began - before) continue;
    found.push_back({id, card.title, *card.ended});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& one, const auto& other) { return one.ended > other.ended; });
  return found;
}

}  // namespace estafeta::views
