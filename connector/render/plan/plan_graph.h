// The parts of a plan's picture: the graph of tasks and the bars in time. Inside render/ only.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "connector/render/plan/layered_graph.h"
#include "connector/render/plan/plan.h"

namespace estafeta::render {

// SVG without the element around it, from 0, 0.
struct Picture {
  std::string shapes;
  double width = 0;
  double height = 0;
};

// Where the boxes of its tasks and the arrows between them go, whatever language they are labelled in.
struct TaskGraph {
  struct Box {
    Point corner;  // left upper one
    double width = 0;
    double height = 0;
    std::vector<std::string> title;  // in lines
  };
  struct Arrow {
    std::size_t from = 0;  // indexes of tasks of the schedule
    std::size_t to = 0;
    bool critical = false;
    std::vector<Point> curve;
  };
  double width = 0;
  double height = 0;
  std::vector<Box> boxes;  // one a task
  std::vector<Arrow> arrows;
};
TaskGraph lay_out_tasks(const model::Schedule& schedule);

Picture task_graph(const PlanView& view, const messages::Speaker& speaker);

// The class of the style sheet for a task's state.
std::string look_of(const model::PlannedTask& task);

}  // namespace estafeta::render
