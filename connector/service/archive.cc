#include "connector/service/archive.h"

#include <algorithm>
#include <map>

#include "connector/sla/from_issue.h"

namespace estafeta::service {

namespace {

// Small enough that little is lost when it is broken off, large enough to keep the connections busy.
constexpr std::size_t kBatch = 50;

}  // namespace

Archive::Archive(const Site& site, tracker::Tracker& tracker, store::Store& store)
    : site_(site), tracker_(tracker), store_(store) {}

base::Status Archive::refresh(base::Instant since, const Progress& progress) {
  const auto ids = outdated(since);
  if (!ids) return ids.error();
  for (std::size_t begin = 0; begin < ids->size(); begin += kBatch) {
    const std::size_t end = std::min(ids->size(), begin + kBatch);
    const auto first = ids->begin();
    if (auto done =
            read({first + static_cast<std::ptrdiff_t>(begin), first + static_cast<std::ptrdiff_t>(end)});
        !done.ok()) {
      return done;
    }
    if (progress) progress(end, ids->size());
  }
  return {};
}

base::Result<std::vector<base::IssueId>> Archive::outdated(base::Instant since) {
  const auto changed = tracker_.issues_since(model::Kind::incident, since);
  if (!changed) return base::fail(changed.error());
  const auto open = tracker_.open_issues(model::Kind::incident);
  if (!open) return base::fail(open.error());
  std::map<base::IssueId, base::Instant> listed;
  for (const auto& issue : *changed) listed[issue.id] = issue.updated;
  for (const auto& issue : *open) listed[issue.id] = issue.updated;
  std::vector<base::IssueId> ids;
  for (const auto& [id, updated] : listed) {
    const auto kept = store_.incident(id);
    if (!kept) return base::fail(kept.error());
    const bool known = *kept && (*kept)->updated == updated && sla::record_from_json((*kept)->facts);
    if (!known) ids.push_back(id);
  }
  return ids;
}

base::Status Archive::read(const std::vector<base::IssueId>& batch) {
  std::vector<sla::Record> records;
  for (const auto& issue : tracker_.issues(batch)) {
    if (!issue && issue.error().code() == base::Code::unavailable) return issue.error();
    if (issue) records.push_back(sla::from_issue(*issue, site_.mappings.clients));
  }
  if (auto done = name_clients_of_originals(records); !done.ok()) return done;
  for (const auto& record : records) {
    const auto done = store_.set_incident({record.incident.id, record.updated, sla::to_json(record), ""});
    if (!done.ok()) return done;
  }
  return {};
}

base::Status Archive::name_clients_of_originals(std::vector<sla::Record>& records) {
  std::set<base::IssueId> originals;
  for (const auto& record : records) {
    for (const auto& original : record.duplicate_of) originals.insert(original.issue);
  }
  if (originals.empty()) return {};
  const auto issues = tracker_.peek({originals.begin(), originals.end()});
  if (!issues) return issues.error();
  std::map<base::IssueId, std::string> clients;
  for (const auto& issue : *issues) {
    const auto* client = site_.mappings.clients.of_project(issue.project, issue.above);
    if (client != nullptr) clients[issue.id] = client->id;
  }
  for (auto& record : records) {
    for (auto& original : record.duplicate_of) original.client = clients[original.issue];
  }
  return {};
}

base::Status Archive::each(const std::function<void(const sla::Record&)>& visit) {
  return store_.each_incident([&](const store::IncidentRecord& kept) {
    if (const auto record = sla::record_from_json(kept.facts)) visit(*record);
  });
}

}  // namespace estafeta::service
