#include "connector/render/plan/plan_graph.h"

#include <algorithm>
#include <map>

#include "connector/render/kit/svg.h"
#include "connector/render/kit/text.h"
#include "connector/render/plan/layered_graph.h"

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

double height_of(const PlannedTask& task) {
  return (static_cast<double>(title_of(task).size()) + 2) * kLineHeight + kPadding;
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

std::string box(const PlannedTask& task, Point centre, const PlanView& view, const Speaker& speaker) {
  const double height = height_of(task);
  const double left = centre.x - kBoxWidth / 2;
  double line = centre.y - height / 2;
  std::string shapes = svg_box(left, line, kBoxWidth, height, look_of(task));
  line += kPadding / 2;
  for (const std::string& words : title_of(task)) {
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
  if (task.critical) look += " critical";
  return look;
}

Picture task_graph(const PlanView& view, const Speaker& speaker) {
  const auto& tasks = view.schedule.tasks;
  std::vector<Point> sizes;
  for (const PlannedTask& task : tasks) sizes.push_back({kBoxWidth, height_of(task)});
  const Arrows arrows = arrows_of(view.schedule);
  const GraphLayout layout = lay_out(sizes, arrows);
  Picture picture{"", layout.width, layout.height};
  for (std::size_t i = 0; i < arrows.size(); ++i) {
    const PlannedTask& from = tasks[arrows[i].first];
    const PlannedTask& to = tasks[arrows[i].second];
    picture.shapes += arrow(layout.curves[i], to.critical && from.critical && to.driver == from.key);
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    picture.shapes += box(tasks[i], layout.centres[i], view, speaker);
  }
  return picture;
}

}  // namespace estafeta::render
