#include "connector/service/incidents/archive.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "connector/document/json.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/site/records.h"

namespace estafeta::service {

namespace {

// Whether what is kept is what the tracker would tell now.
bool holds(const std::optional<store::IncidentRecord>& kept, base::Instant updated) {
  if (!kept || kept->updated != updated) return false;
  const auto record = sla::record_from_json(kept->facts);
  return record && record->incident.corrections.empty() && record->refused.empty();
}

// Not only that one incident: what is read next would fail as well.
bool concerns_all(const base::Status& status) {
  const bool is_away =
      status.code() == base::Code::unavailable && status.cause() != base::Cause::not_understood;
  return is_away || status.code() == base::Code::permission_denied;
}

}  // namespace

Archive::Archive(const Site& site, tracker::IssueReader& tracker, store::Store& store)
    : site_(site), tracker_(tracker), store_(store) {}

base::Status Archive::refresh(base::Instant since, const Progress& progress) {
  unread_.clear();
  const auto ids = outdated(since);
  if (!ids) return ids.error();
  for (std::size_t begin = 0, end = 0; begin < ids->size(); begin = end) {
    end = std::min(ids->size(), begin + tracker_.histories_at_once());
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
  auto ids = missing_from(listed);
  if (!ids) return ids;
  for (const auto& [id, updated] : listed) {
    const auto kept = store_.incident(id);
    if (!kept) return base::fail(kept.error());
    if (!holds(*kept, updated)) ids->push_back(id);
  }
  return ids;
}

// What is kept as open and is in no list any more: deleted, hidden, made something else, or closed meanwhile.
base::Result<std::vector<base::IssueId>> Archive::missing_from(
    const std::map<base::IssueId, base::Instant>& listed) {
  std::vector<base::IssueId> missing, to_read;
  const auto visited = each([&](const sla::Record& record) {
    const bool is_expected = record.kind == model::Kind::incident && record.open && !record.gone;
    if (is_expected && !listed.contains(record.incident.id)) missing.push_back(record.incident.id);
  });
  if (!visited.ok()) return base::fail(visited);
  if (missing.empty()) return to_read;
  const auto rows = tracker_.peek(missing);
  if (!rows) return base::fail(rows.error());
  for (const auto& row : *rows) {
    if (row.kind == model::Kind::incident) to_read.push_back(row.id);
  }
  for (const auto id : missing) {
    if (std::find(to_read.begin(), to_read.end(), id) != to_read.end()) continue;
    if (auto done = mark_gone(store_, id); !done.ok()) return base::fail(std::move(done));
  }
  return to_read;
}

base::Status Archive::read(const std::vector<base::IssueId>& batch) {
  std::vector<model::Issue> issues;
  auto answers = tracker_.issues(batch);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i]) {
      issues.push_back(std::move(*answers[i]));
      continue;
    }
    // An answer that makes no sense is that issue's; no answer at all is the tracker's.
    const auto& why = answers[i].error();
    if (concerns_all(why)) return why;
    if (why.code() != base::Code::not_found) unread_[batch[i]] = why;
  }
  const auto records = read_records(site_, tracker_, issues);
  if (!records) return records.error();
  store::Batch together(store_);
  for (const auto& record : *records) {
    if (auto done = keep(record); !done.ok()) return done;
  }
  return together.end();
}

base::Status Archive::keep(const sla::Record& record) {
  const auto known = store_.incident(record.incident.id);
  if (!known) return known.error();
  store::IncidentRecord kept{record.incident.id, record.updated, sla::to_json(record), ""};
  if (*known) kept.told = (*known)->told;
  // The service judges it at its next pass; until then it stays on the pages it stood on, or may have to.
  const bool is_live = record.incident.created >= site_.settings.live_from;
  kept.in_trouble = is_live && record.open;
  if (auto set = store_.set_incident(kept); !set.ok()) return set;
  return is_live ? store_.look_again(record.incident.id, record.updated) : base::Status();
}

base::Status Archive::each(const std::function<void(const sla::Record&)>& visit) {
  return store_.each_incident([&](const store::IncidentRecord& kept) {
    if (const auto record = sla::record_from_json(kept.facts)) visit(*record);
  });
}

}  // namespace estafeta::service
