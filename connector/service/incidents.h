// Judges an incident and writes what came of it into its fields, where they differ.
#pragma once

#include <optional>

#include "connector/model/incident.h"
#include "connector/service/site.h"
#include "connector/sla/from_issue.h"
#include "connector/sla/ledger.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

// An incident with all that explains it. Points into the site.
struct JudgedIncident {
  sla::Life life;
  const model::Client* client = nullptr;
  const sla::Policy* policy = nullptr;  // null: no contract
  std::string policy_name;
  model::Judgement judgement;
};

JudgedIncident judge(const Site& site, const model::Issue& issue, base::Instant now);

// Judges, writes the fields that differ, keeps the judgement and the instant at which to look again.
base::Status keep_clocks(const Site& site, tracker::Tracker& tracker, store::Store& store,
                         const model::Issue& issue, base::Instant now);

}  // namespace estafeta::service
