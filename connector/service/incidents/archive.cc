#include "connector/service/incidents/archive.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "connector/service/incidents/incidents.h"
#include "connector/service/site/cursor.h"
#include "connector/service/site/records.h"
#include "connector/tracker/cursor.h"

namespace estafeta::service {

namespace {

// The tracker may not tell that one of these notes was edited or deleted.
bool has_corrections(const sla::Record& record) {
  return !record.incident.corrections.empty() || !record.refused.empty();
}

// Not only that one incident: what is read next would fail as well.
bool concerns_all(const base::Status& status) {
  const bool is_away =
      status.code() == base::Code::unavailable && status.cause() != base::Cause::not_understood;
  return is_away || status.code() == base::Code::permission_denied;
}

}  // namespace

Archive::Archive(const Site& site, tracker::IssueReader& tracker, store::Store& store, model::Kind kind)
    : site_(site), tracker_(tracker), store_(store), kind_(kind) {}

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
  auto shown = listed(since);
  if (!shown) return base::fail(shown.error());
  std::vector<base::IssueId> to_read, missing;
  const auto visited = store_.each_incident([&](const store::IncidentRecord& kept) {
    const auto record = sla::record_from_json(kept.facts);
    const auto row = shown->find(kept.issue);
    if (row != shown->end()) {
      if (record && kept.updated == row->second && !has_corrections(*record)) shown->erase(row);
    } else if (!record) {  // another release's
      if (kept.updated >= since) missing.push_back(kept.issue);
    } else if (record->kind == kind_ && !record->gone) {
      // Kept as open and in no list any more: deleted, hidden, made something else, or closed meanwhile.
      if (record->open) missing.push_back(kept.issue);
      if (!record->open && kept.updated >= since && has_corrections(*record)) to_read.push_back(kept.issue);
    }
  });
  if (!visited.ok()) return base::fail(visited);
  const auto again = found_again(missing);
  if (!again) return again;
  to_read.insert(to_read.end(), again->begin(), again->end());
  for (const auto& [id, updated] : *shown) to_read.push_back(id);
  return to_read;
}

base::Result<Archive::Listed> Archive::listed(base::Instant since) {
  const auto kept_to = passes_came_to();
  if (!kept_to) return base::fail(kept_to.error());
  const auto changed = tracker_.issues_since(kind_, std::max(since, kept_to->value_or(since)));
  if (!changed) return base::fail(changed.error());
  const auto open = tracker_.open_issues(kind_);
  if (!open) return base::fail(open.error());
  Listed listed;
  for (const auto& issue : *changed) listed[issue.id] = issue.updated;
  for (const auto& issue : *open) listed[issue.id] = issue.updated;
  if (!*kept_to) return listed;
  if (auto added = add_unsettled(listed); !added.ok()) return base::fail(std::move(added));
  return listed;
}

// None while the first of them is under way, or where there was none.
base::Result<std::optional<base::Instant>> Archive::passes_came_to() {
  const auto stored = store_.value(kPollCursor);
  if (!stored) return base::fail(stored.error());
  const auto cursor = cursor_from(stored->value_or(""));
  return cursor.at_end() ? tracker::poll_from(cursor) : std::nullopt;
}

// A pass went on without these: they failed, or its limits put them off.
base::Status Archive::add_unsettled(Listed& listed) {
  const auto waiting = store_.waiting();
  if (!waiting) return waiting.error();
  const auto due = store_.due(base::Instant::max());
  if (!due) return due.error();
  std::set<base::IssueId> unsettled(due->begin(), due->end());
  for (const auto& one : *waiting) unsettled.insert(one.issue);
  std::erase_if(unsettled, [&](base::IssueId id) { return listed.contains(id); });
  if (unsettled.empty()) return {};
  const auto rows = tracker_.peek({unsettled.begin(), unsettled.end()});
  if (!rows) return rows.error();
  for (const auto& row : *rows) {
    if (row.kind == kind_) listed[row.id] = row.updated;
  }
  return {};
}

base::Result<std::vector<base::IssueId>> Archive::found_again(const std::vector<base::IssueId>& missing) {
  std::vector<base::IssueId> to_read;
  if (missing.empty()) return to_read;
  const auto rows = tracker_.peek(missing);
  if (!rows) return base::fail(rows.error());
  for (const auto& row : *rows) {
    if (row.kind == kind_) to_read.push_back(row.id);
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
