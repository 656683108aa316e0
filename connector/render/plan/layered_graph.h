// Where the boxes and arrows of a directed graph go, laid out in layers from top to bottom.
//
// Lengths are in points, y grows downwards. A cycle is laid out all the same. Graphviz keeps one context for
// the whole process: not safe for several threads.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace estafeta::render {

struct Point {
  double x = 0;
  double y = 0;
};

struct GraphLayout {
  double width = 0;
  double height = 0;
  std::vector<Point> centres;              // one a box
  std::vector<std::vector<Point>> curves;  // one an arrow: a start and three points for each piece of it
};

// `arrows` go from one box's index to another's.
GraphLayout lay_out(const std::vector<Point>& box_sizes,
                    const std::vector<std::pair<std::size_t, std::size_t>>& arrows);

}  // namespace estafeta::render
