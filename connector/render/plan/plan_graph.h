// The parts of a plan's picture: the graph of tasks and the bars in time. Inside render/ only.
#pragma once

#include <string>

#include "connector/render/plan/plan.h"

namespace estafeta::render {

// SVG without the element around it, from 0, 0.
struct Picture {
  std::string shapes;
  double width = 0;
  double height = 0;
};

Picture task_graph(const PlanView& view, const messages::Speaker& speaker);

// The class of the style sheet for a task's state.
std::string look_of(const model::PlannedTask& task);

}  // namespace estafeta::render
