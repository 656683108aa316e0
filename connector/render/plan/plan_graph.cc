#include "connector/render/plan/plan_graph.h"

#include <algorithm>
#include <map>

#include "connector/render/kit/svg.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using messages::Speaker;
using model::PlannedTask;

constexpr double kBoxWidth = 220;
constexpr double kLineHeight = 15;
constexpr double kPadding = 8;
constexpr std::size_t kNodeColumns = 28;
constexpr std::size_t kTitleLines = 2;

using Arrows = std::vector<std::pair<std::size_t, std::size_t>>;

std::vector<std::string> title_of(const PlannedTask& task) {
  return wrapped(task.title.empty() ? task.key : task.title, kNodeColumns, kTitleLines);
}

Arrows arrows_of(const model::Schedule& schedule) {
  std::map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < schedule.tasks.size(); ++i) index[schedule.tasks[i].key] = i;
  Arrows arrows;
  for (std::size_t i = 0; i < schedule.tasks.size(); ++i) {
    for (const std::string& key : schedule.tasks[i].needs) {
      if (const auto from = index.find(key); from != index.end()) arrows.emplace_back(from->second, i);
    }
  }
  return arrows;
}

std::string box_of(const PlannedTask& task, const TaskGraph::Box& box, const PlanView& view,
                   const Speaker& speaker) {
  const double left = box.corner.x;
  double line = box.corner.y;
  std::string shapes = svg_box(left, line, box.width, box.height, look_of(task));
  line += kPadding / 2;
  for (const std::string& words : box.title) {
    line += kLineHeight;
    shapes += svg_text({left + kPadding, line - 3, "title"}, words);
  }
  const std::string issue = task.issue ? reference(*task.issue) + " · " : "";
  line += kLineHeight;
  shapes += svg_text({left + kPadding, line - 3, "small"},
                     clip(issue + doer_of(task, view, speaker), kNodeColumns + 4));
  line += kLineHeight;
  // Of a preview every task would say that it waits.
  const std::string state = view.provisional ? "" : speaker.word("state", to_string(task.state)) + " · ";
  shapes += svg_text({left + kPadding, line - 3, "small"}, state + speaker.instant(task.due));
  return shapes;
}

std::string arrow(const std::vector<Point>& curve, bool critical) {
  if (curve.size() < 4) return "";
  std::string path = "M" + svg_number(curve[0].x) + " " + svg_number(curve[0].y) + "C";
  for (std::size_t i = 1; i < curve.size(); ++i) {
    path += (i == 1 ? "" : " ") + svg_number(curve[i].x) + " " + svg_number(curve[i].y);
  }
  return empty_element("path", {{"d", path},
                                {"class", critical ? "arrow critical" : "arrow"},
                                {"marker-end", critical ? "url(#tip-critical)" : "url(#tip)"}});
}

}  // namespace

std::string look_of(const PlannedTask& task) {
  std::string look = "box " + std::string(to_string(task.state));
  if (moves_the_end(task)) look += " critical";
  return look;
}

TaskGraph lay_out_tasks(const model::Schedule& schedule) {
  const auto& tasks = schedule.tasks;
  TaskGraph graph;
  std::vector<Point> sizes;
  for (const PlannedTask& task : tasks) {
    graph.boxes.push_back({{}, kBoxWidth, 0, title_of(task)});
    graph.boxes.back().height =
        (static_cast<double>(graph.boxes.back().title.size()) + 2) * kLineHeight + kPadding;
    sizes.push_back({kBoxWidth, graph.boxes.back().height});
  }
  const Arrows arrows = arrows_of(schedule);
  const GraphLayout layout = lay_out(sizes, arrows);
  graph.width = layout.width;
  graph.height = layout.height;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    graph.boxes[i].corner = {layout.centres[i].x - sizes[i].x / 2, layout.centres[i].y - sizes[i].y / 2};
  }
  for (std::size_t i = 0; i < arrows.size(); ++i) {
    const PlannedTask& from = tasks[arrows[i].first];
    const PlannedTask& to = tasks[arrows[i].second];
    const bool critical = to.critical && from.critical && to.driver == from.key;
    graph.arrows.push_back({arrows[i].first, arrows[i].second, critical, layout.curves[i]});
  }
  return graph;
}

Picture task_graph(const PlanView& view, const Speaker& speaker) {
  const TaskGraph graph = lay_out_tasks(view.schedule);
  Picture picture{"", graph.width, graph.height};
  for (const auto& one : graph.arrows) picture.shapes += arrow(one.curve, one.critical);
  for (std::size_t i = 0; i < graph.boxes.size(); ++i) {
    picture.shapes += box_of(view.schedule.tasks[i], graph.boxes[i], view, speaker);
  }
  return picture;
}

}  // namespace estafeta::render
