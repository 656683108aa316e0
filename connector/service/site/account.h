// Whether Estafeta may begin at all: whose key it is, whether both machines agree on the time, whether the
// tracker is the one that the mappings tell of. Pure, but for check_tracker().
#pragma once

#include "connector/base/status.h"
#include "connector/service/site/site.h"
#include "connector/tracker/directory.h"

namespace estafeta::service {

// failed_precondition: the key is somebody else's.
base::Status check_login(const tracker::Account& account, const Site& site);
// failed_precondition with Cause::clock_differs: this machine's clock is more than some minutes away from the
// tracker's, so that dates and clocks would be wrong in every issue. What is not known passes.
base::Status check_clock(const tracker::Account& account);
// failed_precondition: it does not fit the site. Where it cannot be asked now, that is not said.
base::Status check_tracker(tracker::Directory& directory, const Site& site);

}  // namespace estafeta::service
