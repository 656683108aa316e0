// Gathers the board: every open change with who must act, every incident whose clocks run.
#pragma once

#include "connector/base/time.h"
#include "connector/service/changes/decision.h"
#include "connector/service/site/site.h"
#include "connector/tracker/tracker.h"
#include "connector/views/board.h"

namespace estafeta::service {

// One that cannot be read does not spoil the others.
base::Result<views::Board> gather_board(const Site& site, tracker::Tracker tracker,
                                        const DecideChange& decide, base::Instant now);

}  // namespace estafeta::service
