#include "connector/service/engine.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "connector/service/changes/change_keeper.h"
#include "connector/service/changes/unchanged.h"
#include "connector/service/desks/digests.h"
#include "connector/service/desks/figure_keeper.h"
#include "connector/service/desks/overview.h"
#include "connector/service/desks/review_maker.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/incidents/notifier.h"
#include "connector/service/setbacks.h"
#include "connector/service/site/account.h"
#include "connector/service/site/back_off.h"
#include "connector/service/site/cursor.h"
#include "connector/service/site/facts.h"
#include "connector/service/site/partial_writer.h"
#include "connector/service/site/pass_pauses.h"
#include "connector/service/trouble.h"
#include "connector/service/work_finder.h"
#include "connector/tracker/concurrent_edit.h"

namespace estafeta::service {

namespace {

using base::Cause;
using base::Code;
using base::Status;

constexpr base::Seconds kTryAgainAfter{60};
constexpr base::Seconds kTestHolds{3600};  // what a tracker can do changes while the service runs
constexpr base::Seconds kPressing{3600};   // what breaches within that time goes before changes
constexpr int kDecisions = 3;           // about one change in one pass, should people keep coming in between
constexpr std::size_t kPeekedAt = 100;  // rows of a list, likewise

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

// What a pass is made of, and what is known from one to the next.
class Engine::Passes {
 public:
  Passes(const Site& site, tracker::Tracker tracker, store::Store& store, const base::Clock& clock,
         base::Sleeper& sleeper, Reporter& reporter, bool dry_run, Share share);

  base::Result<PassResult> pass();
  void stop_when(std::function<bool()> asked);
  void sign_months_of(SignOffRequests& requests) { sign_offs_ = &requests; }
  void hear_of_others(std::function<base::Result<bool>()> asked) { others_kept_ = std::move(asked); }
  base::Result<Decision> decide(base::IssueId change);

 private:
  base::Status check_account();
  base::Result<bool> knows_clock();
  base::Status look_at_all_again();
  // Page after page; the cursor is kept after each.
  base::Status go_through(tracker::PollCursor& cursor, PassResult& result);
  void keep(const Work& work, PassResult& result);
  base::Date today() const { return site_.rules.zone.local_date(clock_.now()); }
  bool stop_asked() const { return stop_asked_ && stop_asked_(); }
  void keep_changes(const std::set<base::IssueId>& changes, PassResult& result);
  void keep_incidents(const std::map<base::IssueId, Work::Breach>& incidents, PassResult& result);
  // Asks the tracker what they are, some at a time.
  void keep_unsorted(const std::vector<base::IssueId>& ids, PassResult& result);
  // False: the limits of a pass are reached.
  bool keep_incident(base::IssueId id, const base::Result<model::Issue>& issue);
  void write_clocks(PassResult& result);
  void make_reviews();
  void keep_digests();
  void keep_overviews();
  void keep_figures();
  Status hear_of_others();
  void begin_documents();
  void show_incident(const JudgedIncident& incident, base::Instant now);
  void send_documents(std::optional<base::Instant> newest_save);
  // Others who share the work keep no such note.
  Status note_unsent() { return share_.has_site() ? overviews_.note_unsent() : Status(); }
  void put_off(const std::vector<base::IssueId>& ids, PassResult& result);
  base::Status keep_change(base::IssueId id);
  base::Status decide_and_apply(base::IssueId id);
  base::Status take_card(const Decision& decision, const base::Status& done, bool is_changing);

  const Site& site_;
  const Share share_;
  WatchedWrites writes_;
  tracker::Tracker tracker_;  // written to through these
  store::Store& store_;
  const base::Clock& clock_;
  base::Sleeper& sleeper_;
  Reporter& reporter_;
  Facts facts_;
  BackOff back_off_;
  PartialWriter writer_;
  PassPauses pauses_;
  ChangeKeeper changes_;
  Unchanged unchanged_;
  Notifier notifier_;
  Trouble trouble_;
  IncidentKeeper incidents_;
  ReviewMaker reviews_;
  Digests digests_;
  OverviewKeeper overviews_;
  FigureKeeper figures_;
  WorkFinder finder_;
  Setbacks setbacks_;
  std::function<bool()> stop_asked_;
  std::function<base::Result<bool>()> others_kept_;
  SignOffRequests* sign_offs_ = nullptr;
  std::optional<tracker::Account> account_;
  std::optional<base::Instant> tested_at_;
  // Of this pass:
  LastRead read_;
  bool saw_incidents_ = false;
  bool is_full_ = false;        // no more incidents are written to
  bool clock_is_right_ = true;  // as far as this pass knows
};

Engine::Engine(const Site& site, tracker::Tracker tracker, store::Store& store, const base::Clock& clock,
               base::Sleeper& sleeper, Reporter& reporter, bool dry_run, Share share)
    : passes_(std::make_unique<Passes>(site, tracker, store, clock, sleeper, reporter, dry_run,
                                       std::move(share))) {}

Engine::~Engine() = default;

base::Result<PassResult> Engine::pass() {
  return passes_->pass();
}

void Engine::stop_when(std::function<bool()> asked) {
  passes_->stop_when(std::move(asked));
}

void Engine::sign_months_of(SignOffRequests& requests) {
  passes_->sign_months_of(requests);
}

void Engine::hear_of_others(std::function<base::Result<bool>()> asked) {
  passes_->hear_of_others(std::move(asked));
}

base::Result<Engine::Decision> Engine::decide(base::IssueId change) {
  return passes_->decide(change);
}

Engine::Passes::Passes(const Site& site, tracker::Tracker tracker, store::Store& store,
                       const base::Clock& clock, base::Sleeper& sleeper, Reporter& reporter, bool dry_run,
                       Share share)
    : site_(site),
      share_(std::move(share)),
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
      pauses_(site, tracker_.pages),
      changes_(site, tracker_.reader, writes_, writer_, pauses_, facts_, store, clock, sleeper),
      notifier_(site, writes_, writer_, store, facts_, clock, reporter, share_),
      trouble_(site, writes_, tracker_.reader, notifier_, clock),
      incidents_(site, tracker_.reader, writer_, notifier_, store,
                 [this](const JudgedIncident& incident, base::Instant now) { show_incident(incident, now); }),
      reviews_(site, tracker_.reader, writes_, pauses_, facts_, store, clock, sleeper, reporter, share_),
      digests_(site, tracker_.pages, store),
      overviews_(site, tracker_, pauses_, store, digests_),
      figures_(site, tracker_, store, overviews_.documents()),
      finder_(site, tracker_.reader, store, clock, back_off_, pauses_, incidents_, overviews_, unchanged_,
              share_),
      setbacks_(site, tracker_.reader, store, back_off_, writer_, pauses_, trouble_, overviews_, reporter,
                clock) {
  changes_.ask_others([this](change::Situation& situation) { return overviews_.add_others(situation); });
}

void Engine::Passes::stop_when(std::function<bool()> asked) {
  stop_asked_ = asked;
  setbacks_.stop_when(asked);
  writes_.stop_when(std::move(asked));
}

Status Engine::Passes::check_account() {
  auto account = tracker_.directory.account();
  if (!account) return account.error();
  if (auto status = check_login(*account, site_); !status.ok()) return status;
  if (auto status = check_clock(*account); !status.ok()) return status;
  account_ = std::move(*account);
  const auto now = clock_.now();
  if (tested_at_ && now < *tested_at_ + kTestHolds) return {};
  const auto capabilities = tracker_.directory.self_test();
  if (!capabilities) return capabilities.error();
  overviews_.wiki().open(capabilities->wiki);
  // The mappings are read once, so this too is done once.
  if (!tested_at_) {
    if (const auto judged = incidents_.judge_again(now, share_); !judged) return judged.error();
    if (auto begun = notifier_.look_at_untold(); !begun.ok()) return begun;
  }
  tested_at_ = now;
  return {};
}

// A server that tells no time is believed by the entry that our own write made.
base::Result<bool> Engine::Passes::knows_clock() {
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
Status Engine::Passes::look_at_all_again() {
  const auto scheduled = store_.due(base::Instant::max());
  if (!scheduled) return scheduled.error();
  for (const auto id : *scheduled) {
    if (auto done = store_.look_again(id, base::Instant{}); !done.ok()) return done;
  }
  return {};
}

base::Result<PassResult> Engine::Passes::pass() {
  PassResult result;
  if (!share_.is_all() && share_.held().empty()) return result;  // others have it all
  store_.show_due_of(share_.is_all() ? std::nullopt : std::optional(share_.held()));
  writes_.begin_pass();
  facts_.forget();
  notifier_.begin_pass();
  pauses_.begin_pass();
  finder_.begin_pass();
  saw_incidents_ = is_full_ = false;
  clock_is_right_ = true;
  if (auto checked = check_account(); !checked.ok()) return base::fail(std::move(checked));
  if (!account_->clock_ahead) writes_.check_after_first_write([this] { return knows_clock(); });
  if (auto begun = back_off_.begin_pass(); !begun.ok()) return base::fail(std::move(begun));
  if (auto begun = writer_.begin_pass(); !begun.ok()) return base::fail(std::move(begun));
  if (auto heard = hear_of_others(); !heard.ok()) return base::fail(std::move(heard));
  begin_documents();
  auto cursor = read_cursor(store_, share_);
  if (!cursor) return base::fail(cursor.error());
  if (auto done = go_through(*cursor, result); !done.ok()) return base::fail(std::move(done));
  // People look at what they just saved; the overviews can wait.
  send_documents(cursor->watermark);
  store::Batch pages(store_);
  make_reviews();
  keep_digests();
  keep_overviews();
  keep_figures();
  if (auto kept = pages.end(); !kept.ok()) return base::fail(std::move(kept));
  send_documents(cursor->watermark);
  result.writes = writes_.writes();
  result.mailing_writes = writes_.mailing_writes();
  setbacks_.sum_up(clock_.now(), result);
  return result;
}

Status Engine::Passes::go_through(tracker::PollCursor& cursor, PassResult& result) {
  bool goes_on = !cursor.at_end();  // a poll that was broken off; then what changed since
  for (bool is_first = true; true; is_first = false) {
    store::Batch batch(store_);
    const auto work = finder_.find(cursor, is_first);
    if (!work) return work.error();
    keep(*work, result);
    write_clocks(result);
    if (stop_asked()) return batch.end();  // the marks stay: what was left out is named again
    if (auto kept = finder_.page_done(); !kept.ok()) return kept;
    if (auto kept = keep_cursor(store_, share_, cursor); !kept.ok()) return kept;
    if (auto noted = note_unsent(); !noted.ok()) return noted;
    if (auto kept = batch.end(); !kept.ok()) return kept;
    reporter_.looked_at(result.issues_looked_at);
    if (cursor.at_end() && !std::exchange(goes_on, false)) return {};
  }
}

void Engine::Passes::keep(const Work& work, PassResult& result) {
  auto later = work.incidents;
  keep_incidents(take_breaching_before(clock_.now() + kPressing, later), result);
  keep_changes(work.changes, result);
  keep_incidents(later, result);
  keep_unsorted(work.unsorted, result);
}

base::Result<Engine::Decision> Engine::Passes::decide(base::IssueId change) {
  if (!account_) {
    if (auto checked = check_account(); !checked.ok()) return base::fail(std::move(checked));
  }
  return changes_.decide(change, account_->id);
}

// Who came in between is told by what the tracker refused; what they did is part of the next decision.
Status Engine::Passes::keep_change(base::IssueId id) {
  Status kept;
  for (int i = 0; i < kDecisions; ++i) {
    kept = decide_and_apply(id);
    if (kept.code() != Code::aborted || stop_asked()) break;
  }
  return kept;
}

Status Engine::Passes::decide_and_apply(base::IssueId id) {
  unchanged_.forget(id);
  if (auto paid = changes_.pay_notes(id); !paid.ok()) return paid;
  auto decision = decide(id);
  if (!decision) return decision.error();
  const auto& situation = decision->observation.situation;
  read_ = {newest_entry(situation), situation.change.project};
  const int writes = writes_.writes();
  const auto done = changes_.carry_out(*decision);
  // Nothing to do, or nothing of it is possible now.
  if (writes_.writes() == writes) unchanged_.remember(situation, today());
  const bool is_changing = done.ok() && moves_issues(decision->plan) && writes_.writes() != writes;
  if (auto taken = take_card(*decision, done, is_changing); !taken.ok()) return taken;
  if (!done.ok()) return done;
  if (auto told = setbacks_.tell_refusals(situation.change); !told.ok()) return told;
  auto again = decision->plan.again_at;
  if (const auto next = writer_.next_try()) again = std::min(again.value_or(*next), *next);
  return store_.look_again(id, again);
}

// Of a change that was written to just now the next pass takes the card; of one that may not be written to,
// the first one that may.
Status Engine::Passes::take_card(const Decision& decision, const Status& done, bool is_changing) {
  if (is_changing) overviews_.comes_later();
  if (done.cause() == Cause::paused || is_changing) return {};
  const bool stands_still = !done.ok() && !may_mend_itself(done.code()) && !ends_pass(done);
  return overviews_.take(decision.observation.situation, decision.plan,
                         stands_still ? &done.phrase() : nullptr);
}

void Engine::Passes::keep_changes(const std::set<base::IssueId>& changes, PassResult& result) {
  for (const auto id : changes) {
    if (stop_asked()) return;
    ++result.issues_looked_at;
    finder_.reading(id);
    setbacks_.settle(id, keep_change(id), read_);
  }
}

void Engine::Passes::keep_incidents(const std::map<base::IssueId, Work::Breach>& incidents,
                                    PassResult& result) {
  if (incidents.empty()) return;
  const auto ids = by_breach(incidents);
  result.issues_looked_at += static_cast<int>(ids.size());
  saw_incidents_ = true;
  if (is_full_) return put_off(ids, result);
  for (std::size_t begin = 0, end = 0; begin < ids.size(); begin = end) {
    end = std::min(ids.size(), begin + tracker_.reader.histories_at_once());
    const auto from = ids.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto until = ids.begin() + static_cast<std::ptrdiff_t>(end);
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

void Engine::Passes::keep_unsorted(const std::vector<base::IssueId>& ids, PassResult& result) {
  for (std::size_t begin = 0; begin < ids.size(); begin += kPeekedAt) {
    const auto from = ids.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto until = ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), begin + kPeekedAt));
    if (stop_asked()) return;
    if (is_full_) return put_off({from, ids.end()}, result);
    const auto work = finder_.sorted({from, until});
    if (!work && work.error().cause() == Cause::stopped) return;
    if (!work) {
      reporter_.trouble(std::nullopt, work.error());
      return put_off({from, ids.end()}, result);
    }
    keep(*work, result);
  }
}

bool Engine::Passes::keep_incident(base::IssueId id, const base::Result<model::Issue>& issue) {
  if (!issue) {
    setbacks_.settle(id, issue.error(), read_);
    figures_.all_changed();  // it may be gone, and was some client's
    return true;
  }
  read_ = {tracker::newest_entry(*issue), issue->project};
  // Its tracker was changed since: then the poll names it as what it is now.
  const bool is_incident = issue->kind == model::Kind::incident;
  if (!is_incident) figures_.all_changed();
  Status done;
  const bool is_live = is_incident && incidents_.is_live(*issue);
  // Before all else, so that a process that ends in the middle of it forgets no review.
  if (is_live) done = reviews_.owe(*issue);
  if (is_live && done.ok()) done = pauses_.may_write(issue->project);
  if (done.cause() == Cause::paused) {
    // Judged all the same: reports and forecasts need no writing.
    if (auto kept = incidents_.keep_unwritten(*issue, clock_.now()); !kept.ok()) done = kept;
  } else if (done.ok()) {
    done = is_incident ? incidents_.keep(*issue, clock_.now()) : mark_gone(store_, id);
    if (is_live && done.ok()) done = setbacks_.tell_refusals(*issue);
  }
  if (ends_pass(done)) {
    reporter_.trouble(id, done);
    return false;
  }
  setbacks_.settle(id, done, read_);
  return true;
}

// What is not written is kept as judged all the same, so it is looked at again.
void Engine::Passes::write_clocks(PassResult& result) {
  bool is_told = false;
  std::set<base::IssueId> failed;
  for (const auto& failure : notifier_.write_clocks()) {
    const auto& status = failure.status;
    failed.insert(failure.issue);
    if (ends_pass(status)) {
      is_full_ = true;
      if (!std::exchange(is_told, true)) reporter_.trouble(failure.issue, status);
      put_off({failure.issue}, result);
      continue;
    }
    if (auto again = store_.look_again(failure.issue, base::Instant{}); !again.ok())
      reporter_.trouble(failure.issue, again);
    // An update tells what of it is refused.
    if (status.cause() != Cause::refused && status.cause() != Cause::written_otherwise)
      setbacks_.settle(failure.issue, status, {failure.seen, failure.project});
  }
  if (auto kept = incidents_.clocks_written(failed); !kept.ok()) reporter_.trouble(std::nullopt, kept);
}

void Engine::Passes::make_reviews() {
  if (!share_.has_site() || stop_asked()) return;
  const auto made = reviews_.make();
  if (!made.ok() && !ends_pass(made) && made.cause() != Cause::stopped) reporter_.trouble(std::nullopt, made);
  overviews_.set_lacking_reviews(reviews_.lacking());
}

// Pages for the TAMs, after whatever is worth a line of them.
void Engine::Passes::keep_digests() {
  if (!share_.has_site() || !saw_incidents_ || !overviews_.wiki().is_open() || stop_asked()) return;
  if (!pauses_.may_write(kEverywhere).ok()) return;  // said with each incident
  const auto kept = digests_.refresh(clock_.now());
  if (!kept.ok() && !ends_pass(kept) && kept.cause() != Cause::stopped) reporter_.trouble(std::nullopt, kept);
}

void Engine::Passes::keep_overviews() {
  if (!share_.has_site()) return;
  if (saw_incidents_) overviews_.incidents_changed();
  const auto now = clock_.now();
  if (!overviews_.is_due(now) || stop_asked()) return;
  if (!pauses_.may_write(kEverywhere).ok()) return;
  const auto kept = overviews_.refresh(now);
  if (!kept.ok() && !ends_pass(kept) && kept.cause() != Cause::stopped) reporter_.trouble(std::nullopt, kept);
}

void Engine::Passes::keep_figures() {
  const auto now = clock_.now();
  const bool is_asked = sign_offs_ != nullptr && !sign_offs_->empty();
  const bool is_due = share_.has_site() && figures_.is_due(now);
  if (stop_asked() || (!is_asked && !is_due)) return;
  if (!pauses_.may_write(kEverywhere).ok()) return;  // what was asked waits as well
  if (is_asked) figures_.sign(sign_offs_->take(), now);
  if (!share_.has_site()) return;
  const auto kept = figures_.refresh(now);
  if (!kept.ok() && !ends_pass(kept) && kept.cause() != Cause::stopped) reporter_.trouble(std::nullopt, kept);
}

// Pages are those of the site; what they show is in the store, whoever kept it there.
Status Engine::Passes::hear_of_others() {
  if (!share_.has_site() || !others_kept_) return {};
  const auto kept = others_kept_();
  if (!kept) return kept.error();
  if (!*kept) return {};
  saw_incidents_ = true;
  overviews_.read_again();
  figures_.all_changed();
  return {};
}

// Asked what it has, the plugin may lack some: incidents are shown from what the store keeps of them.
void Engine::Passes::begin_documents() {
  const auto now = clock_.now();
  auto& documents = overviews_.documents();
  const auto asked = documents.begin_pass(now);
  if (!asked) return reporter_.trouble(std::nullopt, asked.error());
  if (!*asked || !share_.has_site()) return;
  figures_.fill_documents(now);
  auto filled = overviews_.fill_documents();
  if (filled.ok()) {
    filled = store_.each_incident([&](const store::IncidentRecord& kept) {
      auto record = sla::record_from_json(kept.facts);
      if (record && documents.is_wrong(*record, now))
        show_incident(judge(site_, std::move(*record), now), now);
    });
  }
  if (filled.ok()) documents.made_again();
  if (!filled.ok()) reporter_.trouble(std::nullopt, filled);
}

void Engine::Passes::show_incident(const JudgedIncident& incident, base::Instant now) {
  figures_.incident_changed(incident);
  const auto shown = overviews_.documents().incident(incident, now);
  if (!shown.ok()) reporter_.trouble(std::nullopt, shown);
}

void Engine::Passes::send_documents(std::optional<base::Instant> newest_save) {
  auto& documents = overviews_.documents();
  if (stop_asked()) return;
  if (documents.has_news() && !pauses_.may_write(kEverywhere).ok()) {
    figures_.all_changed();
    return documents.close();
  }
  auto sent = documents.send(newest_save);
  if (!sent.ok()) figures_.all_changed();
  if (sent.ok()) sent = note_unsent();
  if (!sent.ok() && sent.cause() != Cause::stopped) reporter_.trouble(std::nullopt, sent);
}

// The limit was said once; all of these have their turn in a later pass.
void Engine::Passes::put_off(const std::vector<base::IssueId>& ids, PassResult& result) {
  for (const auto id : ids) {
    ++result.to_retry;
    auto kept = store_.look_again(id, clock_is_right_ ? clock_.now() + kTryAgainAfter : base::Instant{});
    if (!kept.ok()) return reporter_.trouble(id, kept);
  }
}

}  // namespace estafeta::service
