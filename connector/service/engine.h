// The engine: asks what changed, and does for each change and incident named what is to be done.
//
// Level-triggered: the poll only names issues, everything about them is read afresh. One poisoned issue does
// not hold up the others: its trouble is reported and it is looked at again later, after longer and
// longer times, or once a person has done something about it. One thread; pass() is the
// only entry, so that a simulator can drive it.
//
// A pass goes through what the poll names page by page, and keeps the cursor with what came of a page: so it
// holds a page in memory however much changed, and what was broken off goes on there. Asked to stop, it ends
// between two issues; what it had not come to is looked at by the next one.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "connector/base/time.h"
#include "connector/service/changes/change_keeper.h"
#include "connector/service/changes/unchanged.h"
#include "connector/service/desks/digests.h"
#include "connector/service/desks/overview.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/incidents/notifier.h"
#include "connector/service/setbacks.h"
#include "connector/service/site/back_off.h"
#include "connector/service/site/facts.h"
#include "connector/service/site/partial_writer.h"
#include "connector/service/site/pass_pauses.h"
#include "connector/service/site/report.h"
#include "connector/service/site/site.h"
#include "connector/service/trouble.h"
#include "connector/service/work_finder.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

class Engine {
 public:
  // In a dry run nothing is written to the tracker or the store. All references must outlive the engine.
  Engine(const Site& site, tracker::Tracker tracker, store::Store& store, const base::Clock& clock,
         base::Sleeper& sleeper, Reporter& reporter, bool dry_run);

  // One pass over all that changed since the last one. An error means that the pass could not be made at all.
  base::Result<PassResult> pass();

  // Asked between two issues, and before each write, whether the pass shall end early. It may then also end
  // with Cause::stopped.
  void stop_when(std::function<bool()> asked);

  // What would be done about one change now; writes nothing.
  using Decision = ChangeKeeper::Decision;
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
  void keep_incidents(const std::set<base::IssueId>& incidents, PassResult& result);
  // Asks the tracker what they are, some at a time.
  void keep_unsorted(const std::vector<base::IssueId>& ids, PassResult& result);
  // False: the limits of a pass are reached.
  bool keep_incident(base::IssueId id, const base::Result<model::Issue>& issue);
  void keep_digests();
  void keep_overviews();
  void put_off(const std::vector<base::IssueId>& ids, PassResult& result);
  base::Status keep_change(base::IssueId id);
  base::Status decide_and_apply(base::IssueId id);
  base::Status take_card(const Decision& decision, const base::Status& done);

  const Site& site_;
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
  Digests digests_;
  OverviewKeeper overviews_;
  WorkFinder finder_;
  Setbacks setbacks_;
  bool wiki_ = false;  // the staff project has one
  std::function<bool()> stop_asked_;
  std::optional<tracker::Account> account_;
  std::optional<base::Instant> tested_at_;
  // Of this pass:
  LastRead read_;
  bool saw_incidents_ = false;
  bool is_full_ = false;        // no more incidents are written to
  bool clock_is_right_ = true;  // as far as this pass knows
};

}  // namespace estafeta::service
