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
#include <memory>

#include "connector/base/time.h"
#include "connector/service/changes/decision.h"
#include "connector/service/incidents/sign_off_requests.h"
#include "connector/service/site/report.h"
#include "connector/service/site/share.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

class Engine {
 public:
  // In a dry run nothing is written to the tracker or the store. All references must outlive the engine.
  // `share`: what it looks after; it is the engine's for as long as it lives, so that nothing it knows can be
  // out of date because of somebody else: who gets another share makes another engine.
  Engine(const Site& site, tracker::Tracker tracker, store::Store& store, const base::Clock& clock,
         base::Sleeper& sleeper, Reporter& reporter, bool dry_run, Share share = {});
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // One pass over all that changed since the last one. An error means that the pass could not be made at all.
  base::Result<PassResult> pass();

  // Asked between two issues, and before each write, whether the pass shall end early. It may then also end
  // with Cause::stopped.
  void stop_when(std::function<bool()> asked);

  // Asked in each pass whether others, who share the work, kept something that the overviews may show.
  void hear_of_others(std::function<base::Result<bool>()> asked);

  // Each pass signs the months that were asked for by then; they must outlive the engine.
  void sign_months_of(SignOffRequests& requests);

  // What would be done about one change now; writes nothing.
  using Decision = ChangeDecision;
  base::Result<Decision> decide(base::IssueId change);

 private:
  class Passes;
  std::unique_ptr<Passes> passes_;
};

}  // namespace estafeta::service
