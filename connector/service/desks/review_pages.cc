#include "connector/service/desks/review_pages.h"

#include <vector>

#include "connector/change/steps/reconcile.h"
#include "connector/render/incident/review.h"
#include "connector/service/changes/template_view.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/site/records.h"
#include "connector/views/review.h"

namespace estafeta::service {

namespace {

using base::Status;

// Of all that a page is made of but the history, which its time of change stands for.
std::string look_of(base::Instant updated, const std::vector<views::ReviewedChange>& changes,
                    const std::vector<std::string>& questions) {
  std::string all = base::format_instant(updated);
  for (const auto& change : changes)
    all += " " + to_string(change.issue) + "@" + base::format_instant(change.ended) + " " + change.title;
  for (const auto& question : questions) all += "\n" + question;
  return change::fingerprint(all);
}

}  // namespace

std::string review_page(base::IssueId incident) {
  return "Review-" + to_string(incident);
}

Status ReviewPages::keep(const views::Cards& cards) {
  for (const auto& [id, card] : cards) {
    if (!card.review || has_ended(card)) continue;
    for (const auto incident : card.review->incidents) {
      if (auto done = keep_page(incident, cards); !done.ok()) return done;
    }
  }
  return {};
}

Status ReviewPages::keep_page(base::IssueId incident, const views::Cards& cards) {
  const auto known = store_.incident(incident);
  if (!known) return known.error();
  const auto record = *known ? sla::record_from_json((*known)->facts) : std::nullopt;
  if (!record || record->gone) return {};
  const auto* client = site_.mappings.clients.of_project(record->project);
  const auto& rules = site_.mappings.tracker.reviews;
  views::Review review;
  review.before = rules.changes_before;
  review.changes = views::changes_before(cards, record->client, record->incident.created, review.before);
  review.questions = questions();
  const auto name = "review:" + to_string(incident);
  const auto look = look_of((*known)->updated, review.changes, review.questions);
  const auto shown = store_.value(name);
  if (!shown) return shown.error();
  if (*shown == look) return {};
  const auto issue = reader_.issue(incident);
  if (!issue && issue.error().code() == base::Code::not_found) return {};
  if (!issue) return issue.error();
  const auto people = people_of(issue->project);
  if (!people) return people.error();
  review.incident = incident;
  review.title = issue->subject;
  review.client = client == nullptr ? record->client : client->name;
  review.began = issue->created;
  review.ended = views::outage_ended(*issue);
  review.steps = views::steps_of(*issue, site_.mappings.tracker, *people);
  auto read = read_record(site_, reader_, *issue);
  if (!read) return read.error();
  // As of the last entry, so that the page says the same until the incident goes on.
  const auto at = issue->events.empty() ? issue->created : issue->events.back().at;
  const auto judged = judge(site_, std::move(*read), at);
  const auto ledger = render::ledger_view(judged.record, judged.judged, site_.rules.zone, at);
  const auto speaker = site_.in_tracker();
  const auto part = render::review_page(review, ledger, speaker, *site_.markup);
  auto kept =
      pages_.keep_part(review_page(incident), part, speaker.say("dossier.moved"), *site_.markup, false);
  return kept.ok() ? store_.set_value(name, look) : kept;
}

base::Result<std::map<base::PrincipalId, std::string>> ReviewPages::people_of(const std::string& project) {
  std::map<base::PrincipalId, std::string> people;
  const auto facts = directory_.project(project);
  if (!facts && facts.error().code() != base::Code::not_found) return base::fail(facts.error());
  if (!facts) return people;
  for (const auto& member : facts->members) people[member.principal.id] = member.principal.name;
  return people;
}

std::vector<std::string> ReviewPages::questions() const {
  const auto file = site_.templates.find(site_.mappings.tracker.reviews.template_name);
  if (file == site_.templates.end()) return {};
  return review_questions(file->second.content, site_.language());
}

}  // namespace estafeta::service
