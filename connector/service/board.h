// Gathers the board: every open change with who must act, every incident whose clocks run.
#pragma once

#include "connector/base/time.h"
#include "connector/render/desks/board.h"
#include "connector/service/engine.h"
#include "connector/service/site/site.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

base::Result<render::Board> gather_board(const Site& site, tracker::Tracker tracker, Engine& engine,
                                         base::Instant now);

}  // namespace estafeta::service
