#include "connector/service/desks/review_pages.h"

#include <algorithm>
#include <optional>
#include <set>

#include "connector/change/steps/reconcile.h"
#include "connector/render/incident/review.h"
#include "connector/service/changes/template_view.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/site/records.h"

namespace estafeta::service {

namespace {

using base::Status;

// Of all that a page is made of but the histories, which their times of change stand for.
std::string look_of(const std::vector<store::IncidentRecord>& incidents, const views::Review& review) {
  std::string all;
  for (const auto& incident : incidents)
    all += to_string(incident.issue) + "@" + base::format_instant(incident.updated) + " ";
  for (const auto& change : review.changes)
    all += to_string(change.issue) + "@" + base::format_instant(change.ended) + " " + change.title;
  for (const auto& question : review.questions) all += "\n" + question;
  return change::fingerprint(all);
}

}  // namespace

std::string review_page(base::IssueId incident) {
  return "Review-" + to_string(incident);
}

Status ReviewPages::keep(const views::Cards& cards) {
  for (const auto& [id, card] : cards) {
    if (!card.review || has_ended(card)) continue;
    if (auto done = keep_page(*card.review, cards); !done.ok()) return done;
  }
  return {};
}

Status ReviewPages::keep_page(const views::CardReview& reviewed, const views::Cards& cards) {
  std::vector<store::IncidentRecord> known;
  std::set<std::string> clients;
  std::optional<base::Instant> began;
  for (const auto incident : reviewed.incidents) {
    auto kept = store_.incident(incident);
    if (!kept) return kept.error();
    const auto record = *kept ? sla::record_from_json((*kept)->facts) : std::nullopt;
    if (!record || record->gone) continue;
    clients.insert(record->client);
    began = std::min(began.value_or(record->incident.created), record->incident.created);
    known.push_back(std::move(**kept));
  }
  if (known.empty()) return {};
  views::Review review;
  review.before = site_.mappings.tracker.reviews.changes_before;
  review.changes = views::changes_before(cards, clients, *began, review.before);
  review.questions = questions();
  const auto title = review_page(reviewed.incidents.front());
  const auto name = "look:" + title;
  const auto look = look_of(known, review);
  const auto shown = store_.value(name);
  if (!shown) return shown.error();
  if (*shown == look) return {};
  std::vector<render::LedgerView> ledgers;
  for (const auto& incident : known) {
    if (auto told = tell(incident.issue, review, ledgers); !told.ok()) return told;
  }
  if (review.incidents.empty()) return {};
  std::stable_sort(review.steps.begin(), review.steps.end(),
                   [](const auto& one, const auto& other) { return one.at < other.at; });
  const auto speaker = site_.in_tracker();
  const auto part = render::review_page(review, ledgers, speaker, *site_.markup);
  auto kept = pages_.keep_part(title, part, speaker.say("dossier.moved"), *site_.markup, false);
  return kept.ok() ? store_.set_value(name, look) : kept;
}

// One that is gone has nothing to tell.
Status ReviewPages::tell(base::IssueId incident, views::Review& review,
                         std::vector<render::LedgerView>& ledgers) {
  const auto issue = reader_.issue(incident);
  if (!issue && issue.error().code() == base::Code::not_found) return {};
  if (!issue) return issue.error();
  const auto people = people_of(issue->project);
  if (!people) return people.error();
  const auto* client = site_.mappings.clients.of_project(issue->project, issue->above);
  review.incidents.push_back({incident, issue->subject, client == nullptr ? issue->project : client->name,
                              issue->created, views::outage_ended(*issue)});
  const auto steps = views::steps_of(*issue, site_.mappings.tracker, *people);
  review.steps.insert(review.steps.end(), steps.begin(), steps.end());
  auto read = read_record(site_, reader_, *issue);
  if (!read) return read.error();
  // As of the last entry, so that the page says the same until the incident goes on.
  const auto at = issue->events.empty() ? issue->created : issue->events.back().at;
  const auto judged = judge(site_, std::move(*read), at);
  ledgers.push_back(render::ledger_view(judged.record, judged.judged, site_.rules.zone, at));
  return {};
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
