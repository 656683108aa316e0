// Judges an incident and writes what came of it into its fields, where they differ.
#pragma once

#include "connector/service/site.h"
#include "connector/sla/judge.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

// An incident with all that explains it. Points into the site.
struct JudgedIncident {
  sla::Record record;
  sla::Judged judged;
};

JudgedIncident judge(const Site& site, sla::Record record, base::Instant now);
JudgedIncident judge(const Site& site, const model::Issue& issue, base::Instant now);

// Judges, writes the fields that differ, keeps record and judgement, and the instant at which to look again.
base::Status keep_clocks(const Site& site, tracker::Tracker& tracker, store::Store& store,
                         const model::Issue& issue, base::Instant now);

}  // namespace estafeta::service
