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

base::Result<std::map<base::PrincipalId, std::string>> people_of(tracker::Directory& directory,
                                                                 const std::string& project) {
  std::map<base::PrincipalId, std::string> people;
  const auto facts = directory.project(project);
  if (!facts && facts.error().code() != base::Code::not_found) return base::fail(facts.error());
  if (!facts) return people;
  for (const auto& member : facts->members) people[member.principal.id] = member.principal.name;
  return people;
}

std::vector<std::string> questions_of(const Site& site, const std::string& language) {
  const auto file = site.templates.find(site.mappings.tracker.reviews.template_name);
  if (file == site.templates.end()) return {};
  return review_questions(file->second.content, language);
}

Status tell(const Site& site, tracker::IssueReader& reader, tracker::Directory& directory,
            const model::Issue& issue, GatheredReview& all) {
  const auto people = people_of(directory, issue.project);
  if (!people) return people.error();
  const auto* client = site.mappings.clients.of_project(issue.project, issue.above);
  all.review.incidents.push_back({issue.id, issue.subject, client == nullptr ? issue.project : client->name,
                                  issue.created, views::outage_ended(issue)});
  const auto steps = views::steps_of(issue, site.mappings.tracker, *people);
  all.review.steps.insert(all.review.steps.end(), steps.begin(), steps.end());
  auto read = read_record(site, reader, issue);
  if (!read) return read.error();
  // As of the last entry, so that it says the same until the incident goes on.
  const auto at = issue.events.empty() ? issue.created : issue.events.back().at;
  const auto judged = judge(site, std::move(*read), at);
  all.ledgers.push_back(render::ledger_view(judged.record, judged.judged, site.rules.zone, at));
  return {};
}

}  // namespace

base::Result<GatheredReview> gather_review(const Site& site, tracker::IssueReader& reader,
                                           tracker::Directory& directory,
                                           const std::vector<base::IssueId>& incidents,
                                           const views::Cards& cards, const std::string& language) {
  GatheredReview all;
  std::set<std::string> clients;
  std::optional<base::Instant> began;
  for (const auto incident : incidents) {
    const auto issue = reader.issue(incident);
    // One that is gone has nothing to tell.
    if (!issue && issue.error().code() == base::Code::not_found) continue;
    if (!issue) return base::fail(issue.error());
    if (issue->kind != model::Kind::incident) continue;
    if (auto told = tell(site, reader, directory, *issue, all); !told.ok())
      return base::fail(std::move(told));
    const auto* client = site.mappings.clients.of_project(issue->project, issue->above);
    if (client != nullptr) clients.insert(client->id);
    began = std::min(began.value_or(issue->created), issue->created);
  }
  std::stable_sort(all.review.steps.begin(), all.review.steps.end(),
                   [](const auto& one, const auto& other) { return one.at < other.at; });
  all.review.before = site.mappings.tracker.reviews.changes_before;
  if (began) all.review.changes = views::changes_before(cards, clients, *began, all.review.before);
  all.review.questions = questions_of(site, language);
  return all;
}

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
  review.questions = questions_of(site_, site_.language());
  const auto title = review_page(reviewed.incidents.front());
  const auto name = "look:" + title;
  const auto look = look_of(known, review);
  const auto shown = store_.value(name);
  if (!shown) return shown.error();
  if (*shown == look) return {};
  const auto told = gather_review(site_, reader_, directory_, reviewed.incidents, cards, site_.language());
  if (!told) return told.error();
  if (told->review.incidents.empty()) return {};
  const auto speaker = site_.in_tracker();
  const auto part = render::review_page(told->review, told->ledgers, speaker, *site_.markup);
  auto kept = pages_.keep_part(title, part, speaker.say("dossier.moved"), *site_.markup, false);
  return kept.ok() ? store_.set_value(name, look) : kept;
}

}  // namespace estafeta::service
