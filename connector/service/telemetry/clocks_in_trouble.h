// How many clocks of open incidents are at risk or breached, by client: what an alert is made of.
//
// From what the store keeps, so that it costs the tracker nothing. Errors are the store's. One thread.
#pragma once

#include "connector/service/site/site.h"
#include "connector/service/telemetry/metrics.h"
#include "connector/store/store.h"

namespace estafeta::service {

base::Result<ClocksInTrouble> clocks_in_trouble(const Site& site, store::Store& store, base::Instant now);

}  // namespace estafeta::service
