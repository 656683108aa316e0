#include "connector/service/work_finder.h"

#include <algorithm>
#include <utility>

#include "connector/service/incidents/archive.h"
#include "connector/service/incidents/judgement_text.h"

namespace estafeta::service {

namespace {

using base::Status;

constexpr const char* kOpenChangesRead = "open_changes_read";
// As long as a poll shows a row again that changed while it was read.
constexpr base::Seconds kSettled{120};

}  // namespace

std::vector<base::IssueId> by_breach(const std::map<base::IssueId, Work::Breach>& incidents) {
  std::vector<base::IssueId> sorted;
  for (const auto& [id, breach] : incidents) sorted.push_back(id);
  std::stable_sort(sorted.begin(), sorted.end(), [&](const auto one, const auto other) {
    const auto &first = incidents.at(one), &second = incidents.at(other);
    return first && (!second || *first < *second);
  });
  return sorted;
}

std::map<base::IssueId, Work::Breach> take_breaching_before(
    base::Instant then, std::map<base::IssueId, Work::Breach>& incidents) {
  std::map<base::IssueId, Work::Breach> taken;
  for (auto it = incidents.begin(); it != incidents.end();) {
    const auto here = it++;
    if (here->second && *here->second < then) taken.insert(incidents.extract(here));
  }
  return taken;
}

Status look_at_open_changes(store::Store& store) {
  return store.set_value(kOpenChangesRead, "");
}

void WorkFinder::begin_pass() {
  began_ = clock_.now();
  changes_read_.clear();
  open_changes_read_.reset();
}

Status WorkFinder::page_done() {
  if (!open_changes_read_) return {};
  const auto read_at = *std::exchange(open_changes_read_, std::nullopt);
  last_open_read_ = read_at;
  if (!share_.is_all()) return {};  // others have other parts
  return store_.set_value(kOpenChangesRead, base::format_instant(read_at));
}

base::Result<Work> WorkFinder::find(tracker::PollCursor& cursor, bool is_first) {
  Work work;
  const auto changed = reader_.changed(cursor);
  if (!changed) return base::fail(changed.error());
  if (auto added = add(*changed, work, cursor.exact); !added.ok()) return base::fail(std::move(added));
  if (auto added = add_gone(cursor.gone, work); !added.ok()) return base::fail(std::move(added));
  if (share_.has_site()) {
    if (auto taken = overviews_.take_rows(*changed); !taken.ok()) return base::fail(std::move(taken));
  }
  if (auto left = leave_waiting(work); !left.ok()) return base::fail(std::move(left));
  if (!is_first) return work;
  if (auto added = add_due(work); !added.ok()) return base::fail(std::move(added));
  if (auto added = add_open_changes(work); !added.ok()) return base::fail(std::move(added));
  return work;
}

// Its own writes make the poll name it too.
Status WorkFinder::leave_waiting(Work& work) {
  std::vector<base::IssueId> waiting;
  for (const auto id : work.changes) {
    if (back_off_.waits(id)) waiting.push_back(id);
  }
  for (const auto& [id, breach] : work.incidents) {
    if (back_off_.waits(id)) waiting.push_back(id);
  }
  for (const auto id : waiting) {
    const auto touched = touched_by_people(work.named_by[id], back_off_.find(id)->seen);
    if (!touched) return touched.error();
    if (*touched) {
      if (auto begun = back_off_.try_now(id); !begun.ok()) return begun;
    } else {
      work.changes.erase(id);
      work.incidents.erase(id);
    }
  }
  return {};
}

base::Result<bool> WorkFinder::touched_by_people(const std::set<base::IssueId>& issues,
                                                 base::JournalId since) {
  for (const auto& issue : reader_.issues({issues.begin(), issues.end()})) {
    // What cannot be read is looked at; that tells why.
    if (!issue) return true;
    const bool touched = std::any_of(issue->events.begin(), issue->events.end(),
                                     [&](const auto& event) { return !event.own && event.journal > since; });
    if (touched) return true;
  }
  return false;
}

base::Result<std::vector<base::IssueId>> WorkFinder::resumed() {
  std::vector<base::IssueId> found;
  for (const auto& [id, waiting] : back_off_.all()) {
    if (!waiting.project.empty() && pauses_.may_write(waiting.project).ok()) found.push_back(id);
  }
  if (auto left = leave_others(found); !left.ok()) return base::fail(std::move(left));
  return found;
}

base::Result<bool> WorkFinder::is_ours(const model::Issue& row) {
  if (share_.is_all()) return true;
  const auto here = part_of(site_.mappings.clients, row);
  const auto kept = store_.part_of(row.id);
  if (!kept) return base::fail(kept.error());
  const bool was_ours = share_.has(kept->value_or(here));
  if (!was_ours) return false;
  if (*kept != here) {
    if (auto set = store_.set_part(row.id, here); !set.ok()) return base::fail(std::move(set));
  }
  if (share_.has(here)) return true;
  if (auto again = store_.look_again(row.id, base::Instant{}); !again.ok())
    return base::fail(std::move(again));
  return false;
}

base::Result<bool> WorkFinder::is_kept_here(base::IssueId id) {
  if (share_.is_all()) return true;
  const auto kept = store_.part_of(id);
  if (!kept) return base::fail(kept.error());
  return share_.has(kept->value_or(kSitePart));
}

// The tracker need not be asked about them. Of a change that was moved the poll shows its own row.
Status WorkFinder::leave_known_of_others(std::set<base::IssueId>& ids) {
  if (share_.is_all()) return {};
  for (auto it = ids.begin(); it != ids.end();) {
    const auto here = it++;
    const auto kept = store_.part_of(*here);
    if (!kept) return kept.error();
    if (*kept && !share_.has(**kept)) ids.erase(here);
  }
  return {};
}

Status WorkFinder::leave_others(std::vector<base::IssueId>& ids) {
  if (share_.is_all()) return {};
  std::vector<base::IssueId> ours;
  for (const auto id : ids) {
    const auto is_here = is_kept_here(id);
    if (!is_here) return is_here.error();
    if (*is_here) ours.push_back(id);
  }
  ids = std::move(ours);
  return {};
}

// Incidents are known by what is kept of them, changes by their cards. What the others are, the tracker says
// when their turn comes: they may be a great many that the limits of a pass put off.
Status WorkFinder::add_due(Work& work) {
  auto due = store_.due(clock_.now());
  if (!due) return due.error();
  const auto again = resumed();
  if (!again) return again.error();
  for (const auto id : *again) {
    if (auto begun = back_off_.try_now(id); !begun.ok()) return begun;
    due->push_back(id);
  }
  std::vector<base::IssueId> changes;
  for (const auto id : *due) {
    const auto part = share_.is_all() ? std::optional<std::string>("") : store_.part_of(id);
    if (!part) return part.error();
    if (!*part) {
      work.unsorted.push_back(id);  // nobody looked after it yet: the tracker says where it stands
    } else if (share_.has(**part)) {
      if (auto added = add_known(id, work, changes); !added.ok()) return added;
    }
  }
  if (changes.empty()) return {};
  const auto found = sorted(changes);
  if (!found) return found.error();
  work.changes.insert(found->changes.begin(), found->changes.end());
  work.incidents.insert(found->incidents.begin(), found->incidents.end());
  return {};
}

base::Status WorkFinder::add_known(base::IssueId id, Work& work, std::vector<base::IssueId>& changes) {
  const auto incident = store_.incident(id);
  if (!incident) return incident.error();
  const auto change = overviews_.knows(id);
  if (!change) return change.error();
  if (*incident) {
    work.incidents.emplace(id, first_breach_in((*incident)->judgement));
  } else {
    (*change ? changes : work.unsorted).push_back(id);
  }
  return {};
}

base::Result<Work::Breach> WorkFinder::breach_of(const model::Issue& row) {
  const auto kept = store_.incident(row.id);
  if (!kept) return base::fail(kept.error());
  if (*kept && !(*kept)->judgement.empty()) return first_breach_in((*kept)->judgement);
  return row.is_closed ? std::nullopt : Work::Breach(clock_.now());
}

base::Status WorkFinder::add_gone(const std::set<base::IssueId>& gone, Work& work) {
  Work known;
  std::vector<base::IssueId> changes;
  for (const auto id : gone) {
    const auto is_here = is_kept_here(id);
    if (!is_here) return is_here.error();
    if (!*is_here) continue;
    if (auto added = add_known(id, known, changes); !added.ok()) return added;
  }
  work.incidents.merge(known.incidents);
  work.changes.insert(changes.begin(), changes.end());
  return {};
}

// Links made by hand do not show in a poll (a relation moves nobody's updated_on).
Status WorkFinder::add_open_changes(Work& work) {
  const auto now = clock_.now();
  const auto last = open_changes_read();
  if (!last) return last.error();
  const auto& read_at = *last;
  if (read_at && *read_at <= now && now < *read_at + site_.settings.open_changes_interval) return {};
  const auto open = reader_.open_issues(model::Kind::change);
  if (!open) return open.error();
  if (auto added = add_moved(*open, work); !added.ok()) return added;
  // Closed or gone without a word: their cards must not stay.
  std::set<base::IssueId> known;
  for (const auto& issue : *open) known.insert(issue.id);
  auto missing = overviews_.missing_from(known);
  if (!missing) return missing.error();
  if (auto left = leave_others(*missing); !left.ok()) return left;
  work.changes.insert(missing->begin(), missing->end());
  open_changes_read_ = now;
  return {};
}

// Kept in the store, unless others read those of other parts.
base::Result<std::optional<base::Instant>> WorkFinder::open_changes_read() {
  if (!share_.is_all()) return last_open_read_;
  const auto last = store_.value(kOpenChangesRead);
  if (!last) return base::fail(last.error());
  const auto at = base::parse_instant(last->value_or(""));
  return at ? std::optional(*at) : std::nullopt;
}

Status WorkFinder::add_moved(const std::vector<model::Issue>& changes, Work& work) {
  std::vector<model::Issue> tasks;
  if (!unchanged_.empty()) {
    auto open = reader_.open_issues(model::Kind::task);
    if (!open) return open.error();
    tasks = std::move(*open);
  }
  std::map<base::IssueId, std::vector<const model::Issue*>> tasks_of;
  for (const auto& task : tasks) {
    if (task.parent) tasks_of[*task.parent].push_back(&task);
  }
  for (const auto& change : changes) {
    const auto ours = is_ours(change);
    if (!ours) return ours.error();
    if (!*ours) continue;
    if (unchanged_.is_as_before(change, tasks_of[change.id], today())) continue;
    // What waits for its next try is looked at in between only where a list shows something new.
    if (!back_off_.waits(change.id) || unchanged_.knows(change.id)) work.changes.insert(change.id);
  }
  return {};
}

bool WorkFinder::was_read_since(const model::Issue& row, base::IssueId change) const {
  return changes_read_.contains(change) && row.updated + kSettled < began_;
}

Status WorkFinder::add(const std::vector<model::Issue>& issues, Work& work, bool exact) {
  std::set<base::IssueId> parents;
  for (const auto& issue : issues) {
    work.named_by[issue.kind == model::Kind::task ? issue.parent.value_or(issue.id) : issue.id].insert(
        issue.id);
    for (const auto change : unchanged_.blocked_by(issue.id)) {
      const auto is_here = is_kept_here(change);
      if (!is_here) return is_here.error();
      if (*is_here) work.changes.insert(change);
    }
    const bool has_part = issue.kind == model::Kind::incident || issue.kind == model::Kind::change;
    const auto ours = has_part ? is_ours(issue) : is_kept_here(issue.id);
    if (!ours) return ours.error();
    if (!*ours && has_part) continue;
    if (issue.kind == model::Kind::incident) {
      const auto known = exact ? base::Result<bool>(false) : incidents_.is_known(issue, clock_.now());
      if (!known) return known.error();
      if (*known) continue;
      const auto breach = breach_of(issue);
      if (!breach) return breach.error();
      work.incidents.emplace(issue.id, *breach);
      continue;
    }
    // It may have been an incident.
    if (*ours) {
      if (auto left = mark_gone(store_, issue.id); !left.ok()) return left;
    }
    if (issue.kind == model::Kind::change) {
      if (!was_read_since(issue, issue.id)) work.changes.insert(issue.id);
    } else if (issue.parent && !was_read_since(issue, *issue.parent)) {
      parents.insert(*issue.parent);
    }
  }
  for (const auto& known : work.changes) parents.erase(known);
  if (auto left = leave_known_of_others(parents); !left.ok()) return left;
  if (parents.empty()) return {};
  const auto peeked = reader_.peek({parents.begin(), parents.end()});
  if (!peeked) return peeked.error();
  for (const auto& parent : *peeked) {
    if (parent.kind != model::Kind::change) continue;
    const auto ours = is_ours(parent);
    if (!ours) return ours.error();
    if (*ours) work.changes.insert(parent.id);
  }
  return {};
}

base::Result<Work> WorkFinder::sorted(const std::vector<base::IssueId>& ids) {
  const auto issues = reader_.peek(ids);
  if (!issues) return base::fail(issues.error());
  Work work;
  if (auto added = add(*issues, work); !added.ok()) return base::fail(std::move(added));
  std::set<base::IssueId> gone(ids.begin(), ids.end());
  for (const auto& issue : *issues) {
    gone.erase(issue.id);
    if (issue.kind == model::Kind::incident) {
      const auto ours = is_ours(issue);
      if (!ours) return base::fail(ours.error());
      if (!*ours) continue;
      const auto breach = breach_of(issue);
      if (!breach) return base::fail(breach.error());
      work.incidents.emplace(issue.id, *breach);
    }
    if (issue.kind == model::Kind::incident || issue.kind == model::Kind::change) continue;
    // It has become something else.
    if (auto done = store_.look_again(issue.id, std::nullopt); !done.ok()) return base::fail(std::move(done));
    if (auto done = overviews_.forget(issue.id); !done.ok()) return base::fail(std::move(done));
  }
  // A list does not tell deleted from hidden; reading them does.
  std::vector<base::IssueId> unseen(gone.begin(), gone.end());
  if (auto left = leave_others(unseen); !left.ok()) return base::fail(std::move(left));
  work.changes.insert(unseen.begin(), unseen.end());
  return work;
}

}  // namespace estafeta::service
