#include "connector/render/plan/layered_graph.h"

#include <gvc.h>

#include <string>

namespace estafeta::render {
namespace {

constexpr double kPointsAnInch = 72;

// Loading Graphviz's plugins takes longer than a layout, and they cannot be unloaded: one for the process.
GVC_t* context() {
  static GVC_t* const kept = gvContext();
  return kept;
}

void set(void* thing, const char* name, const std::string& value) {
  std::string key = name, text = value, none;
  agsafeset(thing, key.data(), text.data(), none.data());
}

std::string inches(double points) {
  return std::to_string(points / kPointsAnInch);
}

// A graph that is gone when this is.
class Drawing {
 public:
  Drawing() : graph_(open()) {
    set(graph_, "nodesep", "0.35");
    set(graph_, "ranksep", "0.45");
  }
  Drawing(const Drawing&) = delete;
  Drawing& operator=(const Drawing&) = delete;
  ~Drawing() {
    gvFreeLayout(context(), graph_);
    agclose(graph_);
  }

  void add_box(Point size) {
    std::string name = std::to_string(nodes_.size());
    Agnode_t* node = agnode(graph_, name.data(), 1);
    set(node, "shape", "box");
    set(node, "fixedsize", "true");
    set(node, "label", "");
    set(node, "width", inches(size.x));
    set(node, "height", inches(size.y));
    nodes_.push_back(node);
  }

  void add_arrow(std::size_t from, std::size_t to) {
    std::string name = std::to_string(arrows_.size());
    Agedge_t* arrow = agedge(graph_, nodes_[from], nodes_[to], name.data(), 1);
    set(arrow, "dir", "none");  // up to the box: the tip is drawn on it
    arrows_.push_back(arrow);
  }

  GraphLayout layout() {
    std::string engine = "dot";
    gvLayout(context(), graph_, engine.data());
    GraphLayout found;
    found.width = GD_bb(graph_).UR.x;
    found.height = GD_bb(graph_).UR.y;
    const auto turned = [&](pointf at) { return Point{at.x, found.height - at.y}; };
    for (Agnode_t* node : nodes_) found.centres.push_back(turned(ND_coord(node)));
    for (Agedge_t* arrow : arrows_) {
      auto& curve = found.curves.emplace_back();
      const splines* lines = ED_spl(arrow);
      if (lines == nullptr || lines->size == 0) continue;
      const bezier& line = lines->list[0];
      for (std::size_t i = 0; i < static_cast<std::size_t>(line.size); ++i) {
        curve.push_back(turned(line.list[i]));
      }
    }
    return found;
  }

 private:
  static Agraph_t* open() {
    std::string name = "plan";
    return agopen(name.data(), Agdirected, nullptr);
  }

  Agraph_t* graph_;
  std::vector<Agnode_t*> nodes_;
  std::vector<Agedge_t*> arrows_;
};

}  // namespace

GraphLayout lay_out(const std::vector<Point>& box_sizes,
                    const std::vector<std::pair<std::size_t, std::size_t>>& arrows) {
  if (box_sizes.empty()) return {};
  Drawing drawing;
  for (const Point& size : box_sizes) drawing.add_box(size);
  for (const auto& [from, to] : arrows) drawing.add_arrow(from, to);
  return drawing.layout();
}

}  // namespace estafeta::render
