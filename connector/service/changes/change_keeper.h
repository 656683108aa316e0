// Decides about one change and carries the decision out: what the last write left unsaid comes first.
//
// One thread; errors as the ports', and failed_precondition while its project is paused.
#pragma once

#include <functional>
#include <utility>

#include "connector/base/time.h"
#include "connector/service/changes/decision.h"
#include "connector/service/changes/told_fields.h"
#include "connector/service/site/facts.h"
#include "connector/service/site/partial_writer.h"
#include "connector/service/site/pass_pauses.h"
#include "connector/service/site/site.h"
#include "connector/service/site/watched_writes.h"
#include "connector/store/store.h"

namespace estafeta::service {

class ChangeKeeper {
 public:
  // All must outlive it.
  ChangeKeeper(const Site& site, tracker::IssueReader& reader, WatchedWrites& writes, PartialWriter& writer,
               PassPauses& pauses, Facts& facts, store::Store& store, const base::Clock& clock,
               base::Sleeper& sleeper)
      : site_(site),
        reader_(reader),
        writes_(writes),
        writer_(writer),
        pauses_(pauses),
        facts_(facts),
        store_(store),
        clock_(clock),
        sleeper_(sleeper),
        told_(writes, reader, writer, store, clock, sleeper, site.settings.tracker.request_limit) {}

  // What else a decision depends on that other changes know: asked before each.
  using AddOthers = std::function<base::Status(change::Situation&)>;
  void ask_others(AddOthers add) { add_others_ = std::move(add); }

  using Decision = ChangeDecision;
  // What is to be done about it now; writes nothing. `account` is Estafeta's own.
  base::Result<Decision> decide(base::IssueId change, const base::PrincipalId& account);
  base::Status carry_out(const Decision& decision);
  base::Status pay_notes(base::IssueId id);

 private:
  base::Status apply(const Decision& decision);

  const Site& site_;
  tracker::IssueReader& reader_;
  WatchedWrites& writes_;
  PartialWriter& writer_;
  PassPauses& pauses_;
  Facts& facts_;
  store::Store& store_;
  const base::Clock& clock_;
  base::Sleeper& sleeper_;
  ToldFields told_;
  AddOthers add_others_;
};

}  // namespace estafeta::service
