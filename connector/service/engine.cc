#include "connector/service/engine.h"

#include <algorithm>
#include <utility>

#include "connector/change/steps/reconcile.h"
#include "connector/service/changes/applier.h"
#include "connector/service/incidents/archive.h"
#include "connector/service/site/account.h"
#include "connector/service/site/cursor.h"
#include "connector/tracker/concurrent_edit.h"
#include "connector/tracker/pieces.h"

namespace estafeta::service {

namespace {

using base::Cause;
using base::Code;
using base::Phrase;
using base::Status;

constexpr const char* kOpenChangesRead = "open_changes_read";
constexpr base::Seconds kTryAgainAfter{60};
constexpr int kTellAfter = 2;              // failed tries
constexpr base::Seconds kTestHolds{3600};  // what a tracker can do changes while the service runs
constexpr int kDecisions = 3;           // about one change in one pass, should people keep coming in between
constexpr std::size_t kPeekedAt = 100;  // rows of a list, likewise
// As long as a poll shows a row again that changed while it was read.
constexpr base::Seconds kSettled{120};

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

base::JournalId newest_entry(const change::Situation& situation) {
  auto newest = tracker::newest_entry(situation.change);
  for (const auto& child : situation.children) newest = std::max(newest, tracker::newest_entry(child));
  return newest;
}

}  // namespace

Engine::Engine(const Site& site, tracker::Tracker tracker, store::Store& store, const base::Clock& clock,
               base::Sleeper& sleeper, Reporter& reporter, bool dry_run)
    : site_(site),
      writes_(tracker, dry_run, {site.settings.limits.writes_per_pass, site.settings.limits.mails_per_pass},
              [this](const WriteReport& write) { reporter_.wrote(write); }),
      tracker_(writes_.ports()),
      store_(store),
      clock_(clock),
      sleeper_(sleeper),
      reporter_(reporter),
      facts_(tracker_.directory),
      back_off_(store, clock),
      writer_(tracker_.writer, store, clock),
      told_(writes_, tracker_.reader, writer_, store, clock, sleeper, site.settings.tracker.request_limit),
      notifier_(site, writes_, writer_, store, facts_, clock, reporter),
      trouble_(site, writes_, tracker_.reader, notifier_, clock),
      incidents_(site, tracker_.reader, writer_, notifier_, store),
      digests_(site, tracker_.pages, store),
      overviews_(site, tracker_, store, digests_) {}

void Engine::stop_when(std::function<bool()> asked) {
  stop_asked_ = asked;
  writes_.stop_when(std::move(asked));
}

Status Engine::check_account() {
  auto account = tracker_.directory.account();
  if (!account) return account.error();
  if (auto status = check_login(*account, site_); !status.ok()) return status;
  if (auto status = check_clock(*account); !status.ok()) return status;
  account_ = std::move(*account);
  const auto now = clock_.now();
  if (tested_at_ && now < *tested_at_ + kTestHolds) return {};
  const auto capabilities = tracker_.directory.self_test();
  if (!capabilities) return capabilities.error();
  wiki_ = capabilities->wiki;
  // The mappings are read once, so this too is done once.
  if (!tested_at_) {
    if (const auto judged = incidents_.judge_again(now); !judged) return judged.error();
    if (auto begun = notifier_.look_at_untold(); !begun.ok()) return begun;
  }
  tested_at_ = now;
  return {};
}

// A server that tells no time is believed by the entry that our own write made.
base::Result<bool> Engine::knows_clock() {
  const auto account = tracker_.directory.account();
  if (!account) return base::fail(account.error());
  if (auto status = check_clock(*account); !status.ok()) {
    clock_is_right_ = false;
    if (auto done = look_at_all_again(); !done.ok()) return base::fail(std::move(done));
    return base::fail(std::move(status));
  }
  return account->clock_ahead.has_value();
}

// What this pass has put off by the wrong clock would come at the wrong time: all of it is due now.
Status Engine::look_at_all_again() {
  const auto scheduled = store_.due(base::Instant::max());
  if (!scheduled) return scheduled.error();
  for (const auto id : *scheduled) {
    if (auto done = store_.look_again(id, base::Instant{}); !done.ok()) return done;
  }
  return {};
}

base::Result<PassResult> Engine::pass() {
  PassResult result;
  writes_.begin_pass();
  facts_.forget();
  notifier_.begin_pass();
  pauses_.reset();
  began_ = clock_.now();
  changes_read_.clear();
  open_changes_read_.reset();
  saw_incidents_ = is_full_ = false;
  clock_is_right_ = true;
  if (auto checked = check_account(); !checked.ok()) return base::fail(std::move(checked));
  if (!account_->clock_ahead) writes_.check_after_first_write([this] { return knows_clock(); });
  if (auto begun = back_off_.begin_pass(); !begun.ok()) return base::fail(std::move(begun));
  if (auto begun = writer_.begin_pass(); !begun.ok()) return base::fail(std::move(begun));
  const auto stored = store_.value(kPollCursor);
  if (!stored) return base::fail(stored.error());
  auto cursor = cursor_from(stored->value_or(""));
  if (auto done = go_through(cursor, result); !done.ok()) return base::fail(std::move(done));
  store::Batch pages(store_);
  keep_digests();
  keep_overviews();
  if (auto kept = pages.end(); !kept.ok()) return base::fail(std::move(kept));
  result.writes = writes_.writes();
  result.mailing_writes = writes_.mailing_writes();
  sum_up(result);
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
    if (auto kept = store_.set_value(kPollCursor, to_text(cursor)); !kept.ok()) return kept;
    if (auto kept = batch.end(); !kept.ok()) return kept;
    if (cursor.at_end() && !std::exchange(goes_on, false)) return {};
  }
}

base::Result<Engine::Work> Engine::find_work(tracker::PollCursor& cursor, bool is_first) {
  Work work;
  const auto changed = tracker_.reader.changed(cursor);
  if (!changed) return base::fail(changed.error());
  if (auto added = add(*changed, work); !added.ok()) return base::fail(std::move(added));
  if (auto taken = overviews_.take_rows(*changed); !taken.ok()) return base::fail(std::move(taken));
  if (auto left = leave_waiting(work); !left.ok()) return base::fail(std::move(left));
  if (!is_first) return work;
  if (auto added = add_due(work); !added.ok()) return base::fail(std::move(added));
  if (auto added = add_open_changes(work); !added.ok()) return base::fail(std::move(added));
  return work;
}

// Its own writes make the poll name it too.
Status Engine::leave_waiting(Work& work) {
  for (auto* ids : {&work.changes, &work.incidents}) {
    for (auto id = ids->begin(); id != ids->end();) {
      if (!back_off_.waits(*id)) {
        ++id;
        continue;
      }
      const auto touched = touched_by_people(work.named_by[*id], back_off_.find(*id)->seen);
      if (!touched) return touched.error();
      if (*touched) {
        if (auto begun = back_off_.try_now(*id); !begun.ok()) return begun;
        ++id;
      } else {
        id = ids->erase(id);
      }
    }
  }
  return {};
}

base::Result<bool> Engine::touched_by_people(const std::set<base::IssueId>& issues, base::JournalId since) {
  for (const auto& issue : tracker_.reader.issues({issues.begin(), issues.end()})) {
    // What cannot be read is looked at; that tells why.
    if (!issue) return true;
    const bool touched = std::any_of(issue->events.begin(), issue->events.end(),
                                     [&](const auto& event) { return !event.own && event.journal > since; });
    if (touched) return true;
  }
  return false;
}

std::vector<base::IssueId> Engine::resumed() {
  std::vector<base::IssueId> found;
  for (const auto& [id, waiting] : back_off_.all()) {
    if (!waiting.project.empty() && may_write(waiting.project).ok()) found.push_back(id);
  }
  return found;
}

void Engine::keep(const Work& work, PassResult& result) {
  keep_changes(work.changes, result);
  keep_incidents(work.incidents, result);
  keep_unsorted(work.unsorted, result);
}

// Incidents are known by what is kept of them, changes by their cards. What the others are, the tracker says
// when their turn comes: they may be a great many that the limits of a pass put off.
Status Engine::add_due(Work& work) {
  auto due = store_.due(clock_.now());
  if (!due) return due.error();
  for (const auto id : resumed()) {
    if (auto begun = back_off_.try_now(id); !begun.ok()) return begun;
    due->push_back(id);
  }
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
  const auto open = tracker_.reader.open_issues(model::Kind::change);
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
    auto open = tracker_.reader.open_issues(model::Kind::task);
    if (!open) return open.error();
    tasks = std::move(*open);
  }
  std::map<base::IssueId, std::vector<const model::Issue*>> tasks_of;
  for (const auto& task : tasks) {
    if (task.parent) tasks_of[*task.parent].push_back(&task);
  }
  for (const auto& change : changes) {
    if (unchanged_.is_as_before(change, tasks_of[change.id], today())) continue;
    // What waits for its next try is looked at in between only where a list shows something new.
    if (!back_off_.waits(change.id) || unchanged_.knows(change.id)) work.changes.insert(change.id);
  }
  return {};
}

bool Engine::was_read_since(const model::Issue& row, base::IssueId change) const {
  return changes_read_.contains(change) && row.updated + kSettled < began_;
}

Status Engine::add(const std::vector<model::Issue>& issues, Work& work) {
  std::set<base::IssueId> parents;
  for (const auto& issue : issues) {
    work.named_by[issue.kind == model::Kind::task ? issue.parent.value_or(issue.id) : issue.id].insert(
        issue.id);
    for (const auto change : unchanged_.blocked_by(issue.id)) work.changes.insert(change);
    if (issue.kind == model::Kind::incident) {
      const auto known = incidents_.is_known(issue, clock_.now());
      if (!known) return known.error();
      if (!*known) work.incidents.insert(issue.id);
      continue;
    }
    // It may have been an incident.
    if (auto left = mark_gone(store_, issue.id); !left.ok()) return left;
    if (issue.kind == model::Kind::change) {
      if (!was_read_since(issue, issue.id)) work.changes.insert(issue.id);
    } else if (issue.parent && !was_read_since(issue, *issue.parent)) {
      parents.insert(*issue.parent);
    }
  }
  for (const auto& known : work.changes) parents.erase(known);
  if (parents.empty()) return {};
  const auto peeked = tracker_.reader.peek({parents.begin(), parents.end()});
  if (!peeked) return peeked.error();
  for (const auto& parent : *peeked) {
    if (parent.kind == model::Kind::change) work.changes.insert(parent.id);
  }
  return {};
}

Status Engine::may_write(const std::string& project) {
  if (!pauses_) {
    auto read = Pauses::read(site_, tracker_.pages);
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
  auto observed =
      Observer(site_, tracker_.reader, tracker_.pages, facts_, account_->id).observe(change, clock_.now());
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
  if (auto paid = pay_notes(id); !paid.ok()) return paid;
  auto decision = decide(id);
  if (!decision) return decision.error();
  const auto& situation = decision->observation.situation;
  seen_ = newest_entry(situation);
  project_ = situation.change.project;
  const int writes = writes_.writes();
  const auto done = carry_out(*decision);
  // Nothing to do, or nothing of it is possible now.
  if (writes_.writes() == writes) unchanged_.remember(situation, today());
  if (auto taken = take_card(*decision, done); !taken.ok()) return taken;
  if (!done.ok()) return done;
  if (auto told = tell_refusals(situation.change); !told.ok()) return told;
  auto again = decision->plan.again_at;
  if (const auto next = writer_.next_try()) again = std::min(again.value_or(*next), *next);
  return store_.look_again(id, again);
}

// Of a change that was written to just now the next pass takes the card; of one that may not be written to,
// the first one that may.
Status Engine::take_card(const Decision& decision, const Status& done) {
  if (done.cause() == Cause::paused || (done.ok() && moves_issues(decision.plan))) return {};
  return overviews_.take(decision.observation.situation, decision.plan);
}

// What the last write about it left unsaid is said before anything is decided anew.
Status Engine::pay_notes(base::IssueId id) {
  const auto owes = told_.owes(id);
  if (!owes) return owes.error();
  if (!*owes) return {};
  const auto change = tracker_.reader.issue(id);
  if (!change) return change.error();
  if (auto may = may_write(change->project); !may.ok()) return may;
  return told_.pay(id);
}

Status Engine::carry_out(const Decision& decision) {
  const auto& change = decision.observation.situation.change;
  writer_.begin(change.id);
  if (does_anything(decision.plan)) {
    if (auto may = may_write(change.project); !may.ok()) return may;
    if (auto applied = apply(decision); !applied.ok()) return applied;
  }
  return writer_.end();
}

Status Engine::apply(const Decision& decision) {
  Creator creator(tracker_.reader, tracker_.writer, store_, clock_, sleeper_,
                  site_.settings.tracker.request_limit);
  return Applier(site_, writes_, creator, writer_, told_).apply(decision.plan, decision.observation);
}

Status Engine::tell_refusals(const model::Issue& issue) {
  std::vector<store::Refusal> untold;
  for (const auto& refusal : writer_.current()) {
    // Without that field nobody is told of anything there, so as not to be told again and again.
    const bool mute = writer_.refuses(refusal.issue, tracker::of_field(model::Field::sla_told));
    if (!refusal.told && !mute) untold.push_back(refusal);
  }
  if (untold.empty()) return {};
  for (const auto& refusal : untold) {
    reporter_.trouble(refusal.issue,
                      {Code::failed_precondition,
                       Phrase("trouble.left_out", {{"issue", refusal.issue.value},
                                                   {"pieces", names_of(refusal, site_.mappings.tracker)}}),
                       Cause::refused});
  }
  // One duty looks after all incidents: the same field in another one is the same news.
  const bool is_known = issue.kind == model::Kind::incident && writer_.is_told_elsewhere(untold.front());
  if (!is_known) {
    if (auto told = trouble_.tell_refusals(issue, untold); !told.ok()) return told;
  }
  for (const auto& refusal : untold) {
    if (auto kept = writer_.told(refusal.issue); !kept.ok()) return kept;
  }
  return {};
}

void Engine::keep_changes(const std::set<base::IssueId>& changes, PassResult& result) {
  for (const auto id : changes) {
    if (stop_asked()) return;
    ++result.issues_looked_at;
    changes_read_.insert(id);
    settle(id, keep_change(id));
  }
}

void Engine::keep_incidents(const std::set<base::IssueId>& incidents, PassResult& result) {
  if (incidents.empty()) return;
  const std::vector<base::IssueId> ids(incidents.begin(), incidents.end());
  result.issues_looked_at += static_cast<int>(ids.size());
  saw_incidents_ = true;
  if (is_full_) return put_off(ids, result);
  for (std::size_t begin = 0; begin < ids.size(); begin += kHistoriesAtOnce) {
    const auto from = ids.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto until =
        ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), begin + kHistoriesAtOnce));
    if (auto waited = notifier_.wait_out({from, until}, sleeper_); !waited.ok()) {
      if (waited.cause() == Cause::stopped) return;
      reporter_.trouble(std::nullopt, waited);
      return put_off({from, ids.end()}, result);
    }
    const auto issues = tracker_.reader.issues({from, until});
    for (std::size_t i = 0; i < issues.size(); ++i) {
      if (stop_asked()) return;
      if (keep_incident(ids[begin + i], issues[i])) continue;
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
  const auto issues = tracker_.reader.peek(ids);
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

bool Engine::keep_incident(base::IssueId id, const base::Result<model::Issue>& issue) {
  if (!issue) {
    settle(id, issue.error());
    return true;
  }
  seen_ = tracker::newest_entry(*issue);
  project_ = issue->project;
  // Its tracker was changed since: then the poll names it as what it is now.
  const bool is_incident = issue->kind == model::Kind::incident;
  Status done;
  if (is_incident && incidents_.is_live(*issue)) done = may_write(issue->project);
  if (done.cause() == Cause::paused) {
    // Judged all the same: reports and forecasts need no writing.
    if (auto kept = incidents_.keep_unwritten(*issue, clock_.now()); !kept.ok()) done = kept;
  } else if (done.ok()) {
    done = is_incident ? incidents_.keep(*issue, clock_.now()) : mark_gone(store_, id);
    if (is_incident && incidents_.is_live(*issue) && done.ok()) done = tell_refusals(*issue);
  }
  if (ends_pass(done)) {
    reporter_.trouble(id, done);
    return false;
  }
  settle(id, done);
  return true;
}

// Pages for the TAMs, after whatever is worth a line of them.
void Engine::keep_digests() {
  if (!saw_incidents_ || !wiki_ || stop_asked()) return;
  if (!may_write(kEverywhere).ok()) return;  // said with each incident
  const auto kept = digests_.refresh(clock_.now());
  if (!kept.ok() && !ends_pass(kept) && kept.cause() != Cause::stopped) reporter_.trouble(std::nullopt, kept);
}

void Engine::keep_overviews() {
  if (saw_incidents_) overviews_.incidents_changed();
  const auto now = clock_.now();
  if (!overviews_.is_due(now) || !wiki_ || stop_asked()) return;
  if (!may_write(kEverywhere).ok()) return;
  const auto kept = overviews_.refresh(now);
  if (!kept.ok() && !ends_pass(kept) && kept.cause() != Cause::stopped) reporter_.trouble(std::nullopt, kept);
}

// The limit was said once; all of these have their turn in a later pass.
void Engine::put_off(const std::vector<base::IssueId>& ids, PassResult& result) {
  for (const auto id : ids) {
    ++result.to_retry;
    auto kept = store_.look_again(id, clock_is_right_ ? clock_.now() + kTryAgainAfter : base::Instant{});
    if (!kept.ok()) return reporter_.trouble(id, kept);
  }
}

void Engine::settle(base::IssueId id, const Status& status) {
  if (status.cause() == Cause::stopped) return;  // the next run goes on with it
  if (status.cause() == Cause::clock_differs) return reporter_.trouble(id, status);
  Status kept;
  if (status.ok()) {
    kept = back_off_.over(id);
    if (!kept.ok()) reporter_.trouble(id, kept);
    return;
  }
  const auto* before = back_off_.find(id);
  const bool is_old = before != nullptr && status.cause() == Cause::paused && !before->project.empty();
  if (!is_old) reporter_.trouble(id, status);
  if (status.code() == Code::not_found) {
    // Deleted or hidden meanwhile: nothing is left to do about it.
    kept = back_off_.over(id);
    (void)store_.look_again(id, std::nullopt);
    (void)mark_gone(store_, id);
    (void)overviews_.forget(id);
  } else if (status.cause() == Cause::paused) {
    kept = back_off_.paused(id, project_, site_.plain().say(status.phrase()), seen_);
  } else {
    kept = back_off_.failed(id, status, site_.plain().say(status.phrase()), seen_);
    if (!may_mend_itself(status.code())) {
      if (auto shown = show_standstill(id, status); !shown.ok()) reporter_.trouble(id, shown);
    }
  }
  if (!kept.ok()) reporter_.trouble(id, kept);
  if (status.cause() == Cause::note_public) {
    if (auto paused = pause_project_of(id, status); !paused.ok()) reporter_.trouble(id, paused);
  }
  tell_standstill(id, status);
}

void Engine::tell_standstill(base::IssueId id, const Status& status) {
  const auto* waiting = back_off_.find(id);
  const bool is_ours_to_tell = waiting != nullptr && waiting->attempts >= kTellAfter &&
                               !may_mend_itself(status.code()) && waiting->told != waiting->why;
  if (!is_ours_to_tell || ends_pass(status) || status.cause() == Cause::note_public || stop_asked()) return;
  const auto issue = tracker_.reader.issue(id);
  if (!issue) return reporter_.trouble(id, issue.error());
  auto told = may_write(issue->project);
  if (told.ok()) told = trouble_.tell_standstill(*issue, status);
  if (told.ok()) told = back_off_.told(id, waiting->why);
  if (!told.ok()) reporter_.trouble(id, told);
}

void Engine::sum_up(PassResult& result) const {
  const auto now = clock_.now();
  for (const auto& [id, waiting] : back_off_.all()) {
    result.unfinished.push_back({id, waiting.next, !may_mend_itself(waiting.code), waiting.why});
  }
  for (const auto& [id, refusal] : writer_.all()) {
    const Phrase why("trouble.left_out",
                     {{"issue", id.value}, {"pieces", names_of(refusal, site_.mappings.tracker)}});
    result.unfinished.push_back({id, std::max(refusal.next, now), true, site_.plain().say(why)});
  }
  for (const auto& one : result.unfinished) ++(one.for_person ? result.stopped : result.to_retry);
}

// The desk of its TAM says why nothing happens; a limit and a pause end by themselves.
Status Engine::show_standstill(base::IssueId id, const Status& why) {
  if (ends_pass(why) || why.cause() == Cause::paused) return {};
  const auto kept = store_.incident(id);
  if (!kept) return kept.error();
  return *kept ? Status() : overviews_.stand_still(id, why.phrase());
}

Status Engine::pause_project_of(base::IssueId id, const Status& why) {
  const auto issue = tracker_.reader.issue(id);
  if (!issue) return issue.error();
  auto pauses = Pauses::read(site_, tracker_.pages);
  if (!pauses) return pauses.error();
  pauses->pause(issue->project, site_.plain().say(why.phrase()));
  pauses_ = *pauses;
  return pauses->write(site_, tracker_.pages);
}

}  // namespace estafeta::service
