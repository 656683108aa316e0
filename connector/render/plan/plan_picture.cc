#include "connector/render/plan/plan_picture.h"

#include <algorithm>

#include "connector/render/kit/svg.h"
#include "connector/render/kit/text.h"
#include "connector/render/plan/gantt.h"
#include "connector/render/plan/plan_graph.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;

constexpr double kMargin = 24;
constexpr double kLine = 20;

// Light fills under dark text. Nothing is shown by colour alone: text or outline differ, too.
constexpr std::string_view kStyle = R"(
text { font-family: "DejaVu Sans", Verdana, Arial, sans-serif; fill: #1c2430; }
.head { font-size: 18px; font-weight: bold; }
.title { font-size: 11px; font-weight: bold; }
.name { font-size: 11px; }
.small { font-size: 10px; fill: #3d4756; }
.box { fill: #ffffff; stroke: #5b6675; stroke-width: 1; }
.ready { fill: #e3edf9; }
.in_progress { fill: #b9d3f2; }
.done { fill: #d5e8d4; }
.on_hold, .returned { fill: #fbe9c6; }
.failed { fill: #f3cccc; }
.cancelled, .cancelling { fill: #eceff3; stroke-dasharray: 4 3; }
.critical { stroke: #9c1f1f; stroke-width: 2.4; }
.arrow { fill: none; stroke: #5b6675; stroke-width: 1.1; }
.arrow.thin { stroke: #aab3bf; }
.arrow.critical { stroke: #9c1f1f; stroke-width: 2; }
.grid { stroke: #d9dee5; stroke-width: 1; }
.now { stroke: #1f3f66; stroke-width: 1.4; stroke-dasharray: 5 3; }
)";

std::string moved(double x, double y, const std::string& shapes) {
  return element("g", {{"transform", "translate(" + svg_number(x) + " " + svg_number(y) + ")"}}, shapes);
}

// The tip of an arrow, one for each colour: a marker does not inherit the colour of its line.
std::string tip(const std::string& id, const std::string& colour) {
  return element("marker",
                 {{"id", id},
                  {"viewBox", "0 0 8 8"},
                  {"refX", "7"},
                  {"refY", "4"},
                  {"markerWidth", "7"},
                  {"markerHeight", "7"},
                  {"markerUnits", "userSpaceOnUse"},
                  {"orient", "auto"}},
                 empty_element("path", {{"d", "M0 0L8 4L0 8z"}, {"fill", colour}}));
}

std::string definitions() {
  return element("style", {}, kStyle) +
         element("defs", {}, tip("tip", "#5b6675") + tip("tip-critical", "#9c1f1f"));
}

std::string below_title(const PlanView& view, const Speaker& speaker) {
  const auto count = static_cast<std::int64_t>(view.schedule.tasks.size());
  return speaker.say(Phrase("plan.finish", {{"n", count}, {"finish", view.schedule.finish}})) + " " +
         speaker.say("plan.picture_legend");
}

}  // namespace

std::string plan_svg(const PlanView& view, const Speaker& speaker) {
  const Picture graph = task_graph(view, speaker);
  const Picture bars = gantt(view, speaker);
  const double inner = std::max(graph.width, bars.width);
  const std::string title = clip(one_line(view.title), 90);
  std::string shapes = definitions() + element("title", {}, html_escape(title)) +
                       element("desc", {}, html_escape(below_title(view, speaker)));
  double y = kMargin + kLine;
  shapes += svg_text({kMargin, y, "head"}, title);
  y += kLine;
  shapes += svg_text({kMargin, y, "name"}, below_title(view, speaker));
  y += kLine;
  shapes += moved(kMargin + (inner - graph.width) / 2, y, graph.shapes);
  y += graph.height + 2 * kLine;
  shapes += moved(kMargin, y, bars.shapes);
  y += bars.height + kMargin;
  const std::string width = svg_number(inner + 2 * kMargin), height = svg_number(y);
  return element(
             "svg",
             {{"xmlns", "http://www.w3.org/2000/svg"},
              {"viewBox", "0 0 " + width + " " + height},
              {"width", width},
              {"height", height},
              {"role", "img"}},
             empty_element("rect", {{"width", width}, {"height", height}, {"fill", "#ffffff"}}) + shapes) +
         "\n";
}

}  // namespace estafeta::render
