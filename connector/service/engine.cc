#include "connector/service/engine.h"

#include <algorithm>
#include <utility>

#include "connector/change/reconcile.h"
#include "connector/service/applier.h"
#include "connector/service/cursor.h"

namespace estafeta::service {

namespace {

using base::Cause;
using base::Code;
using base::Phrase;
using base::Status;

constexpr const char* kCursor = "poll_cursor";
constexpr const char* kOpenChangesRead = "open_changes_read";
constexpr base::Seconds kTryAgainAfter{60};
constexpr base::Seconds kTestHolds{3600};  // what a tracker can do changes while the service runs
constexpr int kDecisions = 3;           // about one change in one pass, should people keep coming in between
constexpr std::size_t kBatch = 50;      // histories that stand in memory at once
constexpr std::size_t kPeekedAt = 100;  // rows of a list, likewise
// As long as a poll shows a row again that changed while it was read.
constexpr base::Seconds kSettled{120};

bool is_limit(const Status& status) {
  return status.cause() == Cause::write_limit || status.cause() == Cause::mail_limit;
}

bool does_anything(const model::Plan& plan) {
  return std::any_of(plan.actions.begin(), plan.actions.end(),
                     [](const auto& action) { return action.type != model::Action::Type::none; });
}

// After that the poll names the change again.
bool moves_issues(const model::Plan& plan) {
  using Type = model::Action::Type;
  return std::any_of(plan.actions.begin(), plan.actions.end(), [](const auto& action) {
    return action.type == Type::create_task || action.type == Type::update;
  });
}

bool is_worth_retrying(const Status& status) {
  return status.code() == Code::unavailable || status.code() == Code::aborted;
}

}  // namespace

Engine::Engine(const Site& site, tracker::Tracker& tracker, store::Store& store, const base::Clock& clock,
               base::Sleeper& sleeper, Reporter& reporter, bool dry_run)
    : site_(site),
      tracker_(tracker, dry_run, {site.settings.limits.writes_per_pass, site.settings.limits.mails_per_pass},
               [this](const WriteReport& write) { reporter_.wrote(write); }),
      store_(store),
      clock_(clock),
      sleeper_(sleeper),
      reporter_(reporter),
      facts_(tracker_),
      teller_(site, tracker_, store, facts_, clock, reporter),
      incidents_(site, tracker_, teller_, store),
      digests_(site, tracker_, store),
      overviews_(site, tracker_, store, digests_) {}

void Engine::stop_when(std::function<bool()> asked) {
  stop_asked_ = asked;
  tracker_.stop_when(std::move(asked));
}

Status Engine::check_account() {
  auto account = tracker_.account();
  if (!account) return account.error();
  if (account->login != site_.mappings.tracker.account) {
    return {Code::failed_precondition,
            Phrase("service.other_account",
                   {{"login", account->login}, {"wanted", site_.mappings.tracker.account}})};
  }
  account_ = std::move(*account);
  const auto now = clock_.now();
  if (tested_at_ && now < *tested_at_ + kTestHolds) return {};
  const auto capabilities = tracker_.self_test();
  if (!capabilities) return capabilities.error();
  wiki_ = capabilities->wiki;
  teller_.forget_refusals();
  // The mappings are read once, so this too is done once.
  if (!tested_at_) {
    if (const auto judged = incidents_.judge_again(now); !judged) return judged.error();
  }
  tested_at_ = now;
  return {};
}

base::Result<PassResult> Engine::pass() {
  PassResult result;
  tracker_.begin_pass();
  facts_.forget();
  teller_.begin_pass();
  pauses_.reset();
  began_ = clock_.now();
  changes_read_.clear();
  open_changes_read_.reset();
  saw_incidents_ = is_full_ = false;
  if (auto checked = check_account(); !checked.ok()) return base::fail(std::move(checked));
  const auto stored = store_.value(kCursor);
  if (!stored) return base::fail(stored.error());
  auto cursor = cursor_from(stored->value_or(""));
  if (auto done = go_through(cursor, result); !done.ok()) return base::fail(std::move(done));
  store::Batch pages(store_);
  keep_digests();
  keep_overviews();
  if (auto kept = pages.end(); !kept.ok()) return base::fail(std::move(kept));
  result.writes = tracker_.writes();
  result.mailing_writes = tracker_.mailing_writes();
  return result;
}

Status Engine::go_through(tracker::PollCursor& cursor, PassResult& result) {
  bool goes_on = !cursor.at_end();  // a poll that was broken off; then what changed since
  for (bool is_first = true; true; is_first = false) {
    store::Batch batch(store_);
    const auto work = find_work(cursor, is_first);
    if (!work) return work.error();
    keep(*work, result);
    if (stop_asked()) return batch.end();  // the marks stay: what was left out is named again
    if (open_changes_read_) {
      const auto mark = base::format_instant(*std::exchange(open_changes_read_, std::nullopt));
      if (auto kept = store_.set_value(kOpenChangesRead, mark); !kept.ok()) return kept;
    }
    if (auto kept = store_.set_value(kCursor, to_text(cursor)); !kept.ok()) return kept;
    if (auto kept = batch.end(); !kept.ok()) return kept;
    if (cursor.at_end() && !std::exchange(goes_on, false)) return {};
  }
}

base::Result<Engine::Work> Engine::find_work(tracker::PollCursor& cursor, bool is_first) {
  Work work;
  const auto changed = tracker_.changed(cursor);
  if (!changed) return base::fail(changed.error());
  if (auto added = add(*changed, work); !added.ok()) return base::fail(std::move(added));
  if (!is_first) return work;
  if (auto added = add_due(work); !added.ok()) return base::fail(std::move(added));
  if (auto added = add_open_changes(work); !added.ok()) return base::fail(std::move(added));
  return work;
}

void Engine::keep(const Work& work, PassResult& result) {
  keep_changes(work.changes, result);
  keep_incidents(work.incidents, result);
  keep_unsorted(work.unsorted, result);
}

// Incidents are known by what is kept of them, changes by their cards. What the others are, the tracker says
// when their turn comes: they may be a great many that the limits of a pass put off.
Status Engine::add_due(Work& work) {
  const auto due = store_.due(clock_.now());
  if (!due) return due.error();
  std::vector<base::IssueId> changes;
  for (const auto id : *due) {
    const auto incident = store_.incident(id);
    if (!incident) return incident.error();
    const auto change = overviews_.knows(id);
    if (!change) return change.error();
    if (*incident) {
      work.incidents.insert(id);
    } else {
      (*change ? changes : work.unsorted).push_back(id);
    }
  }
  if (changes.empty()) return {};
  const auto found = sorted(changes);
  if (!found) return found.error();
  work.changes.insert(found->changes.begin(), found->changes.end());
  work.incidents.insert(found->incidents.begin(), found->incidents.end());
  return {};
}

// Links made by hand do not show in a poll (a relation moves nobody's updated_on).
Status Engine::add_open_changes(Work& work) {
  const auto now = clock_.now();
  const auto last = store_.value(kOpenChangesRead);
  if (!last) return last.error();
  const auto read_at = base::parse_instant(last->value_or(""));
  if (read_at && *read_at <= now && now < *read_at + site_.settings.open_changes_interval) return {};
  const auto open = tracker_.open_issues(model::Kind::change);
  if (!open) return open.error();
  if (auto added = add_moved(*open, work); !added.ok()) return added;
  // Closed or gone without a word: their cards must not stay.
  std::set<base::IssueId> known;
  for (const auto& issue : *open) known.insert(issue.id);
  const auto missing = overviews_.missing_from(known);
  if (!missing) return missing.error();
  work.changes.insert(missing->begin(), missing->end());
  open_changes_read_ = now;
  return {};
}

Status Engine::add_moved(const std::vector<model::Issue>& changes, Work& work) {
  std::vector<model::Issue> tasks;
  if (!unchanged_.empty()) {
    auto open = tracker_.open_issues(model::Kind::task);
    if (!open) return open.error();
    tasks = std::move(*open);
  }
  std::map<base::IssueId, std::vector<const model::Issue*>> tasks_of;
  for (const auto& task : tasks) {
    if (task.parent) tasks_of[*task.parent].push_back(&task);
  }
  for (const auto& change : changes) {
    if (!unchanged_.is_as_before(change, tasks_of[change.id], today())) work.changes.insert(change.id);
  }
  return {};
}

bool Engine::was_read_since(const model::Issue& row, base::IssueId change) const {
  return changes_read_.contains(change) && row.updated + kSettled < began_;
}

Status Engine::add(const std::vector<model::Issue>& issues, Work& work) {
  std::set<base::IssueId> parents;
  for (const auto& issue : issues) {
    if (issue.kind == model::Kind::change) {
      if (!was_read_since(issue, issue.id)) work.changes.insert(issue.id);
    } else if (issue.kind == model::Kind::incident) {
      const auto known = incidents_.is_known(issue, clock_.now());
      if (!known) return known.error();
      if (!*known) work.incidents.insert(issue.id);
    } else if (issue.parent && !was_read_since(issue, *issue.parent)) {
      parents.insert(*issue.parent);
    }
  }
  for (const auto& known : work.changes) parents.erase(known);
  if (parents.empty()) return {};
  const auto peeked = tracker_.peek({parents.begin(), parents.end()});
  if (!peeked) return peeked.error();
  for (const auto& parent : *peeked) {
    if (parent.kind == model::Kind::change) work.changes.insert(parent.id);
  }
  return {};
}

Status Engine::may_write(const std::string& project) {
  if (!pauses_) {
    auto read = Pauses::read(site_, tracker_);
    if (!read) return read.error();
    pauses_ = std::move(*read);
  }
  const auto why = pauses_->why(project);
  if (!why) return {};
  return {Code::failed_precondition, Phrase("service.paused", {{"project", project}, {"why", *why}}),
          Cause::paused};
}

base::Result<Engine::Decision> Engine::decide(base::IssueId change) {
  if (!account_) {
    if (auto checked = check_account(); !checked.ok()) return base::fail(std::move(checked));
  }
  auto observed = Observer(site_, tracker_, facts_, account_->id).observe(change, clock_.now());
  if (!observed) return base::fail(observed.error());
  if (observed->situation.change.kind != model::Kind::change) {
    return base::fail(Code::invalid_argument,
                      Phrase("service.not_a_change", {{"issue", to_string(change)},
                                                      {"tracker", observed->situation.change.tracker}}));
  }
  auto plan = change::reconcile(site_.rules, observed->situation);
  return Decision{std::move(*observed), std::move(plan)};
}

// Who came in between is told by what the tracker refused; what they did is part of the next decision.
Status Engine::keep_change(base::IssueId id) {
  Status kept;
  for (int i = 0; i < kDecisions; ++i) {
    kept = decide_and_apply(id);
    if (kept.code() != Code::aborted || stop_asked()) break;
  }
  return kept;
}

Status Engine::decide_and_apply(base::IssueId id) {
  unchanged_.forget(id);
  auto decision = decide(id);
  if (!decision) return decision.error();
  const auto done = carry_out(*decision);
  if (!does_anything(decision->plan)) unchanged_.remember(decision->observation.situation, today());
  // Of a change that was written to just now the next pass takes the card; of one that may not be written to,
  // the first one that may.
  const bool is_paused = done.cause() == Cause::paused;
  if (!is_paused && (!done.ok() || !moves_issues(decision->plan))) {
    auto taken = overviews_.take(decision->observation.situation, decision->plan);
    if (!taken.ok()) return taken;
  }
  return done.ok() ? store_.look_again(id, decision->plan.again_at) : done;
}

Status Engine::carry_out(const Decision& decision) {
  if (!does_anything(decision.plan)) return {};
  if (auto may = may_write(decision.observation.situation.change.project); !may.ok()) return may;
  Creator creator(tracker_, store_, clock_, sleeper_, site_.settings.tracker.request_limit);
  return Applier(site_, tracker_, creator).apply(decision.plan, decision.observation);
}

void Engine::keep_changes(const std::set<base::IssueId>& changes, PassResult& result) {
  for (const auto id : changes) {
    if (stop_asked()) return;
    ++result.issues_looked_at;
    changes_read_.insert(id);
    settle(id, keep_change(id), result);
  }
}

void Engine::keep_incidents(const std::set<base::IssueId>& incidents, PassResult& result) {
  if (incidents.empty()) return;
  const std::vector<base::IssueId> ids(incidents.begin(), incidents.end());
  result.issues_looked_at += static_cast<int>(ids.size());
  saw_incidents_ = true;
  if (is_full_) return put_off(ids, result);
  for (std::size_t begin = 0; begin < ids.size(); begin += kBatch) {
    const auto from = ids.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto until = ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), begin + kBatch));
    if (auto waited = teller_.wait_out({from, until}, sleeper_); !waited.ok()) {
      if (waited.cause() == Cause::stopped) return;
      reporter_.trouble(std::nullopt, waited);
      return put_off({from, ids.end()}, result);
    }
    const auto issues = tracker_.issues({from, until});
    for (std::size_t i = 0; i < issues.size(); ++i) {
      if (stop_asked()) return;
      if (keep_incident(ids[begin + i], issues[i], result)) continue;
      is_full_ = true;
      return put_off({ids.begin() + static_cast<std::ptrdiff_t>(begin + i), ids.end()}, result);
    }
  }
}

void Engine::keep_unsorted(const std::vector<base::IssueId>& ids, PassResult& result) {
  for (std::size_t begin = 0; begin < ids.size(); begin += kPeekedAt) {
    const auto from = ids.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto until = ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), begin + kPeekedAt));
    if (stop_asked()) return;
    if (is_full_) return put_off({from, ids.end()}, result);
    const auto work = sorted({from, until});
    if (!work && work.error().cause() == Cause::stopped) return;
    if (!work) {
      reporter_.trouble(std::nullopt, work.error());
      return put_off({from, ids.end()}, result);
    }
    keep(*work, result);
  }
}

base::Result<Engine::Work> Engine::sorted(const std::vector<base::IssueId>& ids) {
  const auto issues = tracker_.peek(ids);
  if (!issues) return base::fail(issues.error());
  Work work;
  if (auto added = add(*issues, work); !added.ok()) return base::fail(std::move(added));
  std::set<base::IssueId> gone(ids.begin(), ids.end());
  for (const auto& issue : *issues) {
    gone.erase(issue.id);
    if (issue.kind == model::Kind::incident) work.incidents.insert(issue.id);
    if (issue.kind == model::Kind::incident || issue.kind == model::Kind::change) continue;
    // It has become something else.
    if (auto done = store_.look_again(issue.id, std::nullopt); !done.ok()) return base::fail(std::move(done));
    if (auto done = overviews_.forget(issue.id); !done.ok()) return base::fail(std::move(done));
  }
  // A list does not tell deleted from hidden; reading them does.
  work.changes.insert(gone.begin(), gone.end());
  return work;
}

bool Engine::keep_incident(base::IssueId id, const base::Result<model::Issue>& issue, PassResult& result) {
  if (!issue) {
    settle(id, issue.error(), result);
    return true;
  }
  // Its tracker was changed since: then the poll names it as what it is now.
  const bool is_incident = issue->kind == model::Kind::incident;
  Status done;
  if (is_incident && incidents_.is_live(*issue)) done = may_write(issue->project);
  if (done.ok()) {
    done = is_incident ? incidents_.keep(*issue, clock_.now()) : store_.look_again(id, std::nullopt);
  }
  if (is_limit(done)) {
    reporter_.trouble(id, done);
    return false;
  }
  settle(id, done, result);
  return true;
}

// Pages for the TAMs, after whatever is worth a line of them.
void Engine::keep_digests() {
  if (!saw_incidents_ || !wiki_ || stop_asked()) return;
  if (!may_write(kEverywhere).ok()) return;  // said with each incident
  const auto kept = digests_.refresh(clock_.now());
  if (!kept.ok() && !is_limit(kept) && kept.cause() != Cause::stopped) reporter_.trouble(std::nullopt, kept);
}

void Engine::keep_overviews() {
  if (saw_incidents_) overviews_.incidents_changed();
  const auto now = clock_.now();
  if (!overviews_.is_due(now) || !wiki_ || stop_asked()) return;
  if (!may_write(kEverywhere).ok()) return;
  const auto kept = overviews_.refresh(now);
  if (!kept.ok() && !is_limit(kept) && kept.cause() != Cause::stopped) reporter_.trouble(std::nullopt, kept);
}

// The limit was said once; all of these have their turn in a later pass.
void Engine::put_off(const std::vector<base::IssueId>& ids, PassResult& result) {
  for (const auto id : ids) {
    ++result.to_retry;
    auto kept = store_.look_again(id, clock_.now() + kTryAgainAfter);
    if (!kept.ok()) return reporter_.trouble(id, kept);
  }
}

void Engine::settle(base::IssueId id, const Status& status, PassResult& result) {
  // The next run goes on with it.
  if (status.ok() || status.cause() == Cause::stopped) return;
  // Deleted or hidden meanwhile: nothing is left to do about it.
  if (status.code() == Code::not_found) {
    reporter_.trouble(id, status);
    (void)store_.look_again(id, std::nullopt);
    (void)overviews_.forget(id);
    return;
  }
  reporter_.trouble(id, status);
  if (is_worth_retrying(status)) {
    ++result.to_retry;
  } else {
    ++result.stopped;
  }
  if (status.cause() == Cause::note_public) {
    if (auto paused = pause_project_of(id, status); !paused.ok()) reporter_.trouble(id, paused);
  }
  // A stopped issue is looked at again when a person changes it; one to be retried, soon.
  if (auto kept = store_.look_again(id, clock_.now() + kTryAgainAfter); !kept.ok())
    reporter_.trouble(id, kept);
}

Status Engine::pause_project_of(base::IssueId id, const Status& why) {
  const auto issue = tracker_.issue(id);
  if (!issue) return issue.error();
  auto pauses = Pauses::read(site_, tracker_);
  if (!pauses) return pauses.error();
  pauses->pause(issue->project, site_.plain().say(why.phrase()));
  pauses_ = *pauses;
  return pauses->write(site_, tracker_);
}

}  // namespace estafeta::service
