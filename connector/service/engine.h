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
#include "connector/model/plan.h"
#include "connector/service/changes/observer.h"
#include "connector/service/changes/told_fields.h"
#include "connector/service/changes/unchanged.h"
#include "connector/service/desks/digests.h"
#include "connector/service/desks/overview.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/incidents/notifier.h"
#include "connector/service/site/back_off.h"
#include "connector/service/site/facts.h"
#include "connector/service/site/partial_writer.h"
#include "connector/service/site/pauses.h"
#include "connector/service/site/report.h"
#include "connector/service/site/site.h"
#include "connector/service/trouble.h"
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
  struct Decision {
    Observation observation;
    model::Plan plan;
  };
  base::Result<Decision> decide(base::IssueId change);

 private:
  struct Work {
    std::set<base::IssueId> changes;
    std::set<base::IssueId> incidents;
    // Why they are here: the issues that the poll named, those of a change's tasks included.
    std::map<base::IssueId, std::set<base::IssueId>> named_by;
    std::vector<base::IssueId> unsorted = {};  // due, and not known to be either
  };

  base::Status check_account();
  base::Result<bool> knows_clock();
  base::Status look_at_all_again();
  // Page after page; the cursor is kept after each.
  base::Status go_through(tracker::PollCursor& cursor, PassResult& result);
  // Of a page; with the first one of a pass, what is due and open changes.
  base::Result<Work> find_work(tracker::PollCursor& cursor, bool is_first);
  void keep(const Work& work, PassResult& result);
  base::Status add_open_changes(Work& work);
  // Of these open changes those that a list does not show as they were.
  base::Status add_moved(const std::vector<model::Issue>& changes, Work& work);
  // Sorts issues to what is to be done about them; tasks stand for the change they belong to.
  base::Status add(const std::vector<model::Issue>& issues, Work& work);
  base::Status add_due(Work& work);
  // Out with what waits for its next try, unless a person has done something about it since the last one.
  base::Status leave_waiting(Work& work);
  base::Result<bool> touched_by_people(const std::set<base::IssueId>& issues, base::JournalId since);
  // What stood still because of a pause that is over.
  std::vector<base::IssueId> resumed();
  // Whether it was read in this pass, after it changed as this row shows.
  bool was_read_since(const model::Issue& row, base::IssueId change) const;
  base::Date today() const { return site_.rules.zone.local_date(clock_.now()); }
  bool stop_asked() const { return stop_asked_ && stop_asked_(); }
  void keep_changes(const std::set<base::IssueId>& changes, PassResult& result);
  void keep_incidents(const std::set<base::IssueId>& incidents, PassResult& result);
  // Asks the tracker what they are, some at a time.
  void keep_unsorted(const std::vector<base::IssueId>& ids, PassResult& result);
  // By what the tracker says they are now; what it does not show is read, as a change.
  base::Result<Work> sorted(const std::vector<base::IssueId>& ids);
  // False: the limits of a pass are reached.
  bool keep_incident(base::IssueId id, const base::Result<model::Issue>& issue);
  void keep_digests();
  void keep_overviews();
  void put_off(const std::vector<base::IssueId>& ids, PassResult& result);
  base::Status keep_change(base::IssueId id);
  base::Status decide_and_apply(base::IssueId id);
  base::Status carry_out(const Decision& decision);
  base::Status pay_notes(base::IssueId id);
  base::Status show_standstill(base::IssueId id, const base::Status& why);
  base::Status apply(const Decision& decision);
  // What the tracker refused of the change or incident that was just written; each is told once.
  base::Status tell_refusals(const model::Issue& issue);
  base::Status take_card(const Decision& decision, const base::Status& done);
  base::Status may_write(const std::string& project);
  // Reports what did not work and when it is tried again.
  void settle(base::IssueId id, const base::Status& status);
  // What waiting cannot mend is told in the tracker when it has failed twice: some of it mends itself at
  // once.
  void tell_standstill(base::IssueId id, const base::Status& status);
  void sum_up(PassResult& result) const;
  base::Status pause_project_of(base::IssueId id, const base::Status& why);

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
  ToldFields told_;
  Unchanged unchanged_;
  Notifier notifier_;
  Trouble trouble_;
  IncidentKeeper incidents_;
  Digests digests_;
  OverviewKeeper overviews_;
  bool wiki_ = false;  // the staff project has one
  std::function<bool()> stop_asked_;
  std::optional<tracker::Account> account_;
  std::optional<base::Instant> tested_at_;
  // Of this pass:
  std::optional<Pauses> pauses_;  // read when first needed
  base::Instant began_;
  base::JournalId seen_;  // the newest entry of what was read last, a change's tasks included
  std::string project_;   // of what was read last
  std::set<base::IssueId> changes_read_;
  std::optional<base::Instant> open_changes_read_;
  bool saw_incidents_ = false;
  bool is_full_ = false;        // no more incidents are written to
  bool clock_is_right_ = true;  // as far as this pass knows
};

}  // namespace estafeta::service
