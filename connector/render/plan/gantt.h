// A plan's bars in time. Inside render/ only.
#pragma once

#include "connector/render/plan/plan_graph.h"

namespace estafeta::render {

Picture gantt(const PlanView& view, const messages::Speaker& speaker);

}  // namespace estafeta::render
