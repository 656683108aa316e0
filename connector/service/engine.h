// The engine: asks what changed, and does for each change and incident named what is to be done.
//
// Level-triggered: the poll only names issues, everything about them is read afresh. One poisoned issue does
// not hold up the others: its trouble is reported and it is looked at again later. One thread; pass() is the
// only entry, so that a simulator can drive it. A pass that is asked to stop ends between two issues; what it
// had not come to is looked at by the next one.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "connector/base/time.h"
#include "connector/model/plan.h"
#include "connector/service/digests.h"
#include "connector/service/facts.h"
#include "connector/service/incidents.h"
#include "connector/service/observer.h"
#include "connector/service/overview.h"
#include "connector/service/pauses.h"
#include "connector/service/report.h"
#include "connector/service/site.h"
#include "connector/service/teller.h"
#include "connector/service/told_fields.h"
#include "connector/service/unchanged.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

class Engine {
 public:
  // In a dry run nothing is written to the tracker or the store. All references must outlive the engine.
  Engine(const Site& site, tracker::Tracker& tracker, store::Store& store, const base::Clock& clock,
         base::Sleeper& sleeper, Reporter& reporter, bool dry_run);

  // One pass over all that changed since the last one. An error means that the pass could not be made at all.
  base::Result<PassResult> pass();

  // Asked between two issues whether the pass shall end early.
  void stop_when(std::function<bool()> asked) { stop_asked_ = std::move(asked); }

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
  };

  base::Status check_account();
  base::Result<Work> find_work(tracker::PollCursor& cursor);
  base::Status add_open_changes(Work& work);
  // Of these open changes those that a list does not show as they were.
  base::Status add_moved(const std::vector<model::Issue>& changes, Work& work);
  // Sorts issues to what is to be done about them; tasks stand for the change they belong to.
  base::Status add(const std::vector<model::Issue>& issues, Work& work);
  base::Status add_due(Work& work);
  base::Date today() const { return site_.rules.zone.local_date(clock_.now()); }
  bool stop_asked() const { return stop_asked_ && stop_asked_(); }
  void keep_changes(const Work& work, PassResult& result);
  void keep_incidents(const Work& work, PassResult& result);
  // False: the limits of a pass are reached.
  bool keep_incident(base::IssueId id, const base::Result<model::Issue>& issue, PassResult& result);
  void keep_digests(const Work& work);
  void keep_overviews(const Work& work);
  void put_off(const std::vector<base::IssueId>& ids, PassResult& result);
  base::Status keep_change(base::IssueId id);
  base::Status decide_and_apply(base::IssueId id);
  base::Status carry_out(const Decision& decision);
  base::Status pay_notes(base::IssueId id);
  base::Status may_write(const std::string& project);
  // Reports what did not work and when it is tried again.
  void settle(base::IssueId id, const base::Status& status, PassResult& result);
  base::Status show_standstill(base::IssueId id, const base::Status& why);
  base::Status pause_project_of(base::IssueId id, const base::Status& why);

  const Site& site_;
  WatchedTracker tracker_;
  store::Store& store_;
  const base::Clock& clock_;
  base::Sleeper& sleeper_;
  Reporter& reporter_;
  Facts facts_;
  ToldFields told_;
  Unchanged unchanged_;
  Teller teller_;
  IncidentKeeper incidents_;
  Digests digests_;
  OverviewKeeper overviews_;
  bool wiki_ = false;  // the staff project has one
  std::function<bool()> stop_asked_;
  std::optional<tracker::Account> account_;
  bool tested_ = false;
  std::optional<Pauses> pauses_;  // of this pass, read when first needed
};

}  // namespace estafeta::service
