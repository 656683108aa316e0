// A plan as one picture (SVG): above, which task needs which, with states and the critical path; below, when
// each is done.
//
// No script, no font and no address of its own; a black and white print loses nothing, for states stand in
// words and the critical path has a thick line. Not safe for several threads (the layout).
#pragma once

#include <string>

#include "connector/render/plan/plan.h"

namespace estafeta::render {

// The speaker's texts must be plain: they are escaped here.
std::string plan_svg(const PlanView& view, const messages::Speaker& speaker);

}  // namespace estafeta::render
