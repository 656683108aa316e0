// Carries out a plan: one action after another, in words people read, each read back by the tracker.
//
// Stops at the first action that fails; what is left is decided anew by the next pass. A part of a write that
// the tracker refuses is no failure: the rest is written, and the writer remembers it. Takes nothing but the
// plan and what was observed for it. Errors as the ports'.
#pragma once

#include "connector/model/plan.h"
#include "connector/service/changes/creator.h"
#include "connector/service/changes/observer.h"
#include "connector/service/changes/told_fields.h"
#include "connector/service/site/partial_writer.h"
#include "connector/service/site/site.h"
#include "connector/service/site/watched_writes.h"

namespace estafeta::service {

class Applier {
 public:
  Applier(const Site& site, WatchedWrites& writes, Creator& creator, PartialWriter& writer, ToldFields& told)
      : site_(site), writes_(writes), creator_(creator), writer_(writer), told_(told) {}

  base::Status apply(const model::Plan& plan, const Observation& observed);

 private:
  const Site& site_;
  WatchedWrites& writes_;
  Creator& creator_;
  PartialWriter& writer_;
  ToldFields& told_;
};

}  // namespace estafeta::service
