#include "connector/service/desks/document_publisher.h"

#include <algorithm>
#include <utility>

#include "connector/change/steps/proposal.h"
#include "connector/change/steps/reconcile.h"
#include "connector/render/desks/tams.h"
#include "connector/render/documents/change.h"
#include "connector/render/documents/desks.h"
#include "connector/render/documents/dossier.h"
#include "connector/render/documents/incident.h"
#include "connector/render/documents/new_change.h"
#include "connector/service/changes/plan_view.h"
#include "connector/service/changes/template_view.h"
#include "connector/service/desks/card_json.h"
#include "connector/service/incidents/month_figures.h"
#include "connector/views/card_todo.h"

namespace estafeta::service {

using base::Status;

namespace {

constexpr base::Seconds kAskedEvery{3600};
constexpr base::Seconds kSeenEvery{60};
// Begins each digest. Raised when documents say something new of the same: they are published again.
constexpr const char* kDocumentVersion = "3.";

std::string change_name(base::IssueId id) {
  return "change/" + base::to_string(id);
}

std::string incident_name(base::IssueId id) {
  return "incident/" + base::to_string(id);
}

std::string figures_name(const std::string& client, const sla::Period& month) {
  return "figures/" + client + "-" + sla::format_month(month.from);
}

// What it says apart from what moves with the clock alone.
std::string basis_of(const std::vector<render::ForecastLine>& open,
                     const std::vector<base::IssueId>& overdue) {
  std::string basis;
  for (const auto id : overdue) basis += base::to_string(id) + ' ';
  for (const auto& line : open) {
    const auto& forecast = line.forecast;
    const bool is_paused = forecast.state == model::ClockState::paused;
    basis += '\n' + base::to_string(line.issue) + ' ' + line.title + ' ' + line.holder + ' ' +
             forecast.clock + ' ' + std::string(to_string(forecast.state)) + ' ' + forecast.department + ' ' +
             forecast.priority + ' ' +
             (is_paused ? std::to_string(forecast.left.count()) : base::format_instant(forecast.due));
  }
  return basis;
}

std::string all_texts(const tracker::Document& document) {
  std::string all;
  for (const auto& [language, text] : document.texts) all += language + '\n' + text + '\n';
  return all;
}

bool is_shown(const sla::Record& record, const Site& site, base::Instant now) {
  const bool is_live = record.incident.created >= site.settings.live_from;
  const bool is_recent = record.open || record.updated + kIncidentShown > now;
  return record.kind == model::Kind::incident && !record.gone && is_live && is_recent;
}

}  // namespace

base::Result<bool> DocumentPublisher::begin_pass(base::Instant now) {
  now_ = now;
  miss(pending_);
  pending_.clear();
  dropped_.clear();
  if (!documents_.keeps_documents()) {
    known_.reset();
    return false;
  }
  if (known_ && now < known_since_ + kAskedEvery) return false;
  auto digests = documents_.digests();
  if (!digests) {
    known_.reset();
    return base::fail(digests.error());
  }
  known_ = std::move(*digests);
  known_since_ = now;
  was_open_ = true;
  return true;
}

Status DocumentPublisher::desk(const model::Client& client, const InLanguages<views::Desk>& desk) {
  tracker::Document document{"desk/" + client.id, client.project, {}, now_, {}};
  for (const auto& [language, view] : desk)
    document.texts[language] = render::desk_document(view, site_.plain(language));
  const auto basis = all_texts(document);
  return keep(std::move(document), basis);
}

Status DocumentPublisher::dossier(const model::Client& client, const InLanguages<views::Dossier>& dossier) {
  tracker::Document document{"dossier/" + client.id, client.project, {}, now_, {}};
  for (const auto& [language, view] : dossier)
    document.texts[language] = render::dossier_document(view, site_.plain(language));
  const auto basis = all_texts(document);
  return keep(std::move(document), basis);
}

Status DocumentPublisher::department(const model::Department& department,
                                     const InLanguages<views::DepartmentView>& view) {
  tracker::Document document{"department/" + department.id, {}, {}, now_, {}};
  for (const auto& [language, one] : view)
    document.texts[language] = render::department_document(one, site_.plain(language));
  const auto basis = all_texts(document);
  return keep(std::move(document), basis);
}

// Who may read it is said by the names of roles, as the tracker has them.
Status DocumentPublisher::tams(const InLanguages<views::TamOverview>& view, base::Instant now) {
  std::vector<std::string> readers;
  for (const auto& key : site_.mappings.clients.tam.readers) {
    const auto role = site_.mappings.tracker.roles.find(key);
    if (role != site_.mappings.tracker.roles.end()) readers.push_back(role->second);
  }
  tracker::Document document{"tam/all", {}, {}, now, {}};
  for (const auto& [language, one] : view)
    document.texts[language] = render::tams_document(one, readers, site_.plain(language));
  const auto basis = all_texts(document);
  return keep(std::move(document), basis);
}

Status DocumentPublisher::change(const change::Situation& situation, const model::Plan& plan,
                                 const InLanguages<views::ChangeCard>& card) {
  if (!is_open()) return cannot_keep(change_name(situation.change.id));
  auto shown = plan_view(site_, plan, situation);
  std::erase_if(shown.remarks, [&](const base::Phrase& said) {
    return std::any_of(plan.remarks.begin(), plan.remarks.end(), [&](const model::Remark& remark) {
      return remark.said == said && views::says_it_all(remark.ask);
    });
  });
  const auto graph = render::lay_out_tasks(plan.schedule);
  const auto values = views::values_of(site_.rules, situation);
  const auto proposed = change::proposed_plan(site_.rules, situation);
  tracker::Document document{change_name(situation.change.id), situation.change.project, {}, now_, {}};
  for (const auto& [language, one] : card)
    document.texts[language] =
        render::change_document({shown, graph, values, proposed}, one, site_.plain(language));
  // A task that nobody has begun starts a little later at every look; its days tell whether that is news.
  std::string basis = change::page_digest(plan, site_.rules.zone) + to_json(card);
  // While something is late, what follows it moves.
  if (plan.window) {
    for (const auto& task : plan.window->tasks)
      basis += base::format_instant(task.start) + base::format_instant(task.due) + '\n';
  }
  if (proposed) basis += site_.plain(site_.language()).say(*proposed);
  for (const auto& [key, one] : values) {
    for (const auto& give : one.gives) basis += key + ' ' + give.name + ' ' + give.value.value_or("-") + '\n';
    for (const auto& got : one.receives)
      basis += key + ' ' + got.key + ' ' + got.name + ' ' + got.value + '\n';
  }
  return keep(std::move(document), basis);
}

Status DocumentPublisher::figures(const model::Client& client, const render::ReportView& month,
                                  const std::vector<render::SignOffRefusal>& refusals) {
  tracker::Document document{
      figures_name(client.id, month.report.asked.period), client.project, {}, now_, {}};
  for (const auto& language : site_.languages())
    document.texts[language] = render::figures_document(month, refusals, site_.plain(language));
  const auto basis = all_texts(document);
  return keep(std::move(document), basis);
}

Status DocumentPublisher::forecast(const model::Client& client, const std::vector<render::ForecastLine>& open,
                                   const std::vector<base::IssueId>& overdue) {
  tracker::Document document{"forecast/" + client.id, client.project, {}, now_, {}};
  for (const auto& language : site_.languages()) {
    document.texts[language] =
        render::forecast_document(client.name, open, overdue, now_, site_.plain(language));
  }
  return keep(std::move(document), client.name + basis_of(open, overdue));
}

bool DocumentPublisher::lacks_figures(const model::Client& client, base::Instant now) const {
  if (!known_) return false;
  const auto months = months_shown(site_, now);
  return !known_->contains("forecast/" + client.id) ||
         std::any_of(months.begin(), months.end(),
                     [&](const auto& month) { return !known_->contains(figures_name(client.id, month)); });
}

Status DocumentPublisher::incident(const JudgedIncident& incident, base::Instant now) {
  const auto& record = incident.record;
  if (!is_open()) return cannot_keep(incident_name(record.incident.id));
  if (!is_shown(record, site_, now)) return drop(incident_name(record.incident.id));
  const auto view = render::ledger_view(record, incident.judged, site_.rules.zone, now);
  tracker::Document document{incident_name(record.incident.id), record.project, {}, now_, {}};
  for (const auto& language : site_.languages())
    document.texts[language] =
        render::incident_document(view, site_.mappings.tracker.correction, site_.plain(language));
  const auto basis = all_texts(document);
  return keep(std::move(document), basis);
}

Status DocumentPublisher::templates() {
  for (const auto& [name, file] : site_.templates) {
    tracker::Document document{"template/" + name, {}, {}, now_, {}};
    for (const auto& language : site_.languages()) {
      const auto view = template_view(site_, file.content, language);
      document.texts[language] = render::template_document(view, site_.plain(language));
    }
    const auto basis = all_texts(document);
    if (auto kept = keep(std::move(document), basis); !kept.ok()) return kept;
  }
  return drop_strangers();
}

// The mappings and templates of today no longer name what these are about.
Status DocumentPublisher::drop_strangers() {
  if (!is_open()) return {};
  std::vector<std::string> strangers;
  std::set<std::string> figures;
  for (const auto& [id, client] : site_.mappings.clients.all) {
    for (const auto& month : months_shown(site_, now_)) figures.insert(figures_name(id, month));
  }
  for (const auto& [name, digest] : *known_) {
    const auto slash = name.find('/');
    const auto kind = name.substr(0, slash);
    const auto id = slash == std::string::npos ? "" : name.substr(slash + 1);
    const auto& mappings = site_.mappings;
    const bool is_stranger = (kind == "template" && !site_.templates.contains(id)) ||
                             (kind == "figures" && !figures.contains(name)) ||
                             (kind == "forecast" && !mappings.clients.all.contains(id)) ||
                             (kind == "desk" && !mappings.clients.all.contains(id)) ||
                             (kind == "dossier" && !mappings.clients.all.contains(id)) ||
                             (kind == "department" && !mappings.departments.all.contains(id));
    if (is_stranger) strangers.push_back(name);
  }
  for (const auto& name : strangers) {
    if (auto dropped = drop(name); !dropped.ok()) return dropped;
  }
  return {};
}

Status DocumentPublisher::forget(base::IssueId issue) {
  if (auto dropped = drop(change_name(issue)); !dropped.ok()) return dropped;
  return drop(incident_name(issue));
}

bool DocumentPublisher::lacks_change(base::IssueId id) const {
  const auto name = change_name(id);
  return known_ && (doubts_all_ || !known_->contains(name) || missed_.contains(name));
}

bool DocumentPublisher::is_wrong(const sla::Record& record, base::Instant now) const {
  if (!known_) return false;
  const auto name = incident_name(record.incident.id);
  const auto found = known_->find(name);
  const bool is_there = found != known_->end();
  if (is_there != is_shown(record, site_, now)) return true;
  return is_there && (doubts_all_ || !found->second.starts_with(kDocumentVersion) || missed_.contains(name));
}

// What is gathered must not grow with the number of incidents of a first pass.
Status DocumentPublisher::keep(tracker::Document document, const std::string& basis) {
  if (!is_open()) return {};
  missed_.erase(document.name);
  document.digest = kDocumentVersion + change::fingerprint(document.project + '\n' + basis);
  auto& known = (*known_)[document.name];
  if (known == document.digest) return {};
  known = document.digest;
  // What became news twice, or was dropped before, goes out once: as it is now.
  std::erase_if(pending_, [&](const auto& one) { return one.name == document.name; });
  std::erase(dropped_, document.name);
  pending_.push_back(std::move(document));
  return pending_.size() < tracker::Documents::kAtOnce ? Status() : flush();
}

Status DocumentPublisher::drop(const std::string& name) {
  if (!is_open()) return {};
  missed_.erase(name);
  if (known_->erase(name) == 0) return {};
  std::erase_if(pending_, [&](const auto& one) { return one.name == name; });
  dropped_.push_back(name);
  return dropped_.size() < tracker::Documents::kAtOnce ? Status() : flush();
}

// Compared with each other alone: the tracker's clock may be another.
Status DocumentPublisher::send(std::optional<base::Instant> newest) {
  const bool is_due = has_news() || now_ >= seen_ + kSeenEvery || newest > newest_seen_;
  if (!is_open() || !is_due) return {};
  auto sent = flush();
  if (sent.ok()) newest_seen_ = newest;
  return sent;
}

// What did not arrive is made again when the plugin is asked what it has.
Status DocumentPublisher::flush() {
  const auto documents = std::exchange(pending_, {});
  const auto dropped = std::exchange(dropped_, {});
  auto sent = documents_.publish(documents, dropped, now_);
  if (sent.ok()) {
    seen_ = now_;
  } else {
    miss(documents);
    known_.reset();
  }
  return sent;
}

// A plugin that has just failed will have the old text when it is back.
Status DocumentPublisher::cannot_keep(const std::string& name) {
  if (was_open_ || documents_.keeps_documents()) missed_.insert(name);
  return {};
}

void DocumentPublisher::miss(const std::vector<tracker::Document>& documents) {
  for (const auto& one : documents) missed_.insert(one.name);
}

}  // namespace estafeta::service
