// What a pass has to look at: what the poll names, what is due, and open changes that a poll does not show as
// they are.
//
// Changes and incidents are told apart; tasks stand for the change they belong to. Where the work is shared,
// what others look after is left out. What waits for its next
// try is left out, unless a person has done something about it since the last one. One thread; errors as the
// ports' and the store's.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "connector/base/time.h"
#include "connector/service/changes/unchanged.h"
#include "connector/service/desks/overview.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/site/back_off.h"
#include "connector/service/site/pass_pauses.h"
#include "connector/service/site/share.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/issue_reader.h"

namespace estafeta::service {

struct Work {
  // When the first clock breaches that is not breached yet; none: none can, as far as is known.
  using Breach = std::optional<base::Instant>;

  std::set<base::IssueId> changes;
  std::map<base::IssueId, Breach> incidents;
  // Why they are here: the issues that the poll named, those of a change's tasks included.
  std::map<base::IssueId, std::set<base::IssueId>> named_by;
  std::vector<base::IssueId> unsorted = {};  // due, and not known to be either
};

// What breaches first is first; what cannot breach follows by number.
std::vector<base::IssueId> by_breach(const std::map<base::IssueId, Work::Breach>& incidents);
// Takes out those that breach before then.
std::map<base::IssueId, Work::Breach> take_breaching_before(base::Instant then,
                                                            std::map<base::IssueId, Work::Breach>& incidents);

// The next pass looks at every open change, whenever that was done last.
base::Status look_at_open_changes(store::Store& store);

class WorkFinder {
 public:
  // All must outlive it.
  WorkFinder(const Site& site, tracker::IssueReader& reader, store::Store& store, const base::Clock& clock,
             BackOff& back_off, PassPauses& pauses, const IncidentKeeper& incidents,
             OverviewKeeper& overviews, const Unchanged& unchanged, const Share& share)
      : site_(site),
        reader_(reader),
        store_(store),
        clock_(clock),
        back_off_(back_off),
        pauses_(pauses),
        incidents_(incidents),
        overviews_(overviews),
        unchanged_(unchanged),
        share_(share) {}

  void begin_pass();
  // Of the poll's next page; with the first one of a pass, what is due and open changes.
  base::Result<Work> find(tracker::PollCursor& cursor, bool is_first);
  // By what the tracker says they are now; what it does not show is read, as a change.
  base::Result<Work> sorted(const std::vector<base::IssueId>& ids);
  // That change is read now, and need not be again in this pass because of what had changed before.
  void reading(base::IssueId change) { changes_read_.insert(change); }
  // What was found has been looked at.
  base::Status page_done();

 private:
  // Sorts issues to what is to be done about them. `exact`: each has changed, whatever its time of change
  // says.
  base::Status add(const std::vector<model::Issue>& issues, Work& work, bool exact = false);
  // Whether a change or incident that stands there is this engine's to look after. One that was moved to
  // another part is handed over by whoever had it: not before that does the other one look at it.
  base::Result<bool> is_ours(const model::Issue& row);
  // The same by what is kept of it alone; what nobody looked after yet is the site's.
  base::Result<bool> is_kept_here(base::IssueId id);
  base::Status leave_others(std::vector<base::IssueId>& ids);
  base::Status leave_known_of_others(std::set<base::IssueId>& ids);
  base::Result<std::optional<base::Instant>> open_changes_read();
  // One of which only the number is known: by what is kept of it.
  base::Status add_known(base::IssueId id, Work& work, std::vector<base::IssueId>& changes);
  // By its row of a list and what is kept of it; of one that nobody judged yet any clock may breach now.
  base::Result<Work::Breach> breach_of(const model::Issue& row);
  // What was deleted or hidden: reading it tells which.
  base::Status add_gone(const std::set<base::IssueId>& gone, Work& work);
  base::Status add_due(Work& work);
  base::Status add_open_changes(Work& work);
  // Of these open changes those that a list does not show as they were.
  base::Status add_moved(const std::vector<model::Issue>& changes, Work& work);
  base::Status leave_waiting(Work& work);
  base::Result<bool> touched_by_people(const std::set<base::IssueId>& issues, base::JournalId since);
  // What stood still because of a pause that is over.
  base::Result<std::vector<base::IssueId>> resumed();
  // Whether it was read in this pass, after it changed as this row shows.
  bool was_read_since(const model::Issue& row, base::IssueId change) const;
  base::Date today() const { return site_.rules.zone.local_date(clock_.now()); }

  const Site& site_;
  tracker::IssueReader& reader_;
  store::Store& store_;
  const base::Clock& clock_;
  BackOff& back_off_;
  PassPauses& pauses_;
  const IncidentKeeper& incidents_;
  OverviewKeeper& overviews_;
  const Unchanged& unchanged_;
  const Share& share_;
  std::optional<base::Instant> last_open_read_;  // where the work is shared: of these parts
  // Of this pass:
  base::Instant began_;
  std::set<base::IssueId> changes_read_;
  std::optional<base::Instant> open_changes_read_;
};

}  // namespace estafeta::service
