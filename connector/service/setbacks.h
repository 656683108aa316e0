// What becomes of an issue when looking at it did not work: reported, tried again later, shown on the desk of
// who can mend it, and told there.
//
// What waiting cannot mend is told in the tracker when it has failed twice: some of it mends itself at once.
// One thread; errors as the ports' and the store's.
#pragma once

#include <functional>
#include <string>

#include "connector/service/desks/overview.h"
#include "connector/service/site/back_off.h"
#include "connector/service/site/partial_writer.h"
#include "connector/service/site/pass_pauses.h"
#include "connector/service/site/report.h"
#include "connector/service/site/site.h"
#include "connector/service/trouble.h"
#include "connector/store/store.h"
#include "connector/tracker/issue_reader.h"

namespace estafeta::service {

// The issue that was read last.
struct LastRead {
  base::JournalId seen;  // the newest entry of its history, a change's tasks included
  std::string project;
};

class Setbacks {
 public:
  // All must outlive it.
  Setbacks(const Site& site, tracker::IssueReader& reader, store::Store& store, BackOff& back_off,
           PartialWriter& writer, PassPauses& pauses, Trouble& trouble, OverviewKeeper& overviews,
           Reporter& reporter, const base::Clock& clock)
      : site_(site),
        reader_(reader),
        store_(store),
        back_off_(back_off),
        writer_(writer),
        pauses_(pauses),
        trouble_(trouble),
        overviews_(overviews),
        reporter_(reporter),
        clock_(clock) {}

  void stop_when(std::function<bool()> asked) { stop_asked_ = std::move(asked); }
  // How looking at the issue ended. Reports what did not work and when it is tried again.
  void settle(base::IssueId id, const base::Status& status, const LastRead& read);
  // What the tracker refused of the change or incident that was just written; each is told once.
  base::Status tell_refusals(const model::Issue& issue);
  // All that is still to be tried again.
  void sum_up(base::Instant now, PassResult& result) const;

 private:
  void tell_standstill(base::IssueId id, const base::Status& status);
  base::Status show_standstill(base::IssueId id, const base::Status& why);
  base::Status pause_project_of(base::IssueId id, const base::Status& why);
  bool stop_asked() const { return stop_asked_ && stop_asked_(); }

  const Site& site_;
  tracker::IssueReader& reader_;
  store::Store& store_;
  BackOff& back_off_;
  PartialWriter& writer_;
  PassPauses& pauses_;
  Trouble& trouble_;
  OverviewKeeper& overviews_;
  Reporter& reporter_;
  const base::Clock& clock_;
  std::function<bool()> stop_asked_;
};

}  // namespace estafeta::service
