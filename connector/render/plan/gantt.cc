#include "connector/render/plan/gantt.h"

#include <algorithm>
#include <map>
#include <optional>

#include "connector/render/kit/svg.h"
#include "connector/render/kit/text.h"
#include "connector/render/plan/plan_graph.h"

namespace estafeta::render {
namespace {

using base::Instant;
using messages::Speaker;
using model::PlannedTask;

constexpr double kNames = 300;  // width of the names
constexpr double kTime = 700;   // of the time beside them
constexpr double kHead = 28;
constexpr double kRow = 26;
constexpr double kBar = 14;
constexpr std::size_t kNameColumns = 38;
constexpr int kMostMarks = 16;

base::Date next_day(base::Date date, int days) {
  return std::chrono::sys_days(date) + std::chrono::days(days);
}

class GanttChart {
 public:
  GanttChart(const PlanView& view, const Speaker& speaker)
      : view_(view), speaker_(speaker), tasks_(view.schedule.tasks) {
    for (std::size_t i = 0; i < tasks_.size(); ++i) rows_[tasks_[i].key] = i;
    const auto [first, last] = ends();
    from_ = view.zone.start_of_day(view.zone.local_date(first));
    until_ = view.zone.start_of_day(next_day(view.zone.local_date(last), 1));
  }

  Picture draw() {
    const double height = kHead + kRow * static_cast<double>(tasks_.size());
    std::string shapes = days(height);
    for (const PlannedTask& task : tasks_) shapes += needs(task);
    for (std::size_t i = 0; i < tasks_.size(); ++i) shapes += row(i);
    if (view_.now && from_ <= *view_.now && *view_.now < until_) {
      shapes += svg_line(x(*view_.now), kHead, x(*view_.now), height, "now");
    }
    return {shapes, kNames + kTime, height};
  }

 private:
  std::pair<Instant, Instant> ends() const {
    Instant first = tasks_.front().start, last = tasks_.front().due;
    for (const PlannedTask& task : tasks_) {
      first = std::min(first, task.start);
      last = std::max(last, task.due);
    }
    return {first, last};
  }

  double x(Instant instant) const {
    return kNames + kTime * static_cast<double>((instant - from_).count()) /
                        static_cast<double>((until_ - from_).count());
  }
  static double middle(std::size_t row) { return kHead + kRow * (static_cast<double>(row) + 0.5); }

  // A line for each day, or for each so many that the marks do not run into one another.
  std::string days(double height) const {
    const auto all = static_cast<int>((until_ - from_).count() / (24 * 3600)) + 1;
    int step = 1;
    while (all / step > kMostMarks) step = step == 1 ? 2 : step == 2 ? 7 : step * 2;
    std::string shapes;
    base::Date day = view_.zone.local_date(from_);
    for (Instant at = from_; at < until_; day = next_day(day, step), at = view_.zone.start_of_day(day)) {
      shapes += svg_line(x(at), kHead - 6, x(at), height, "grid");
      shapes += svg_text({x(at) + 3, kHead - 12, "small"}, base::format_date(day).substr(5));
    }
    return shapes + svg_line(0, kHead, kNames + kTime, kHead, "grid");
  }

  std::string row(std::size_t i) const {
    const PlannedTask& task = tasks_[i];
    const double y = middle(i);
    std::string name = std::to_string(i + 1) + ". " + one_line(task.title.empty() ? task.key : task.title);
    std::string shapes =
        svg_text({0, y + 4, moves_the_end(task) ? "title" : "name"}, clip(name, kNameColumns));
    if (task.start == task.due) {
      return shapes + empty_element("path", {{"d", "M" + svg_number(x(task.start)) + " " + svg_number(y - 7) +
                                                       "l7 7l-7 7l-7 -7z"},
                                             {"class", look_of(task)}});
    }
    const double width = std::max(2.0, x(task.due) - x(task.start));
    shapes += svg_box(x(task.start), y - kBar / 2, width, kBar, look_of(task));
    return shapes + who(task, x(task.start) + width, y);
  }

  // Beside the bar, on the side where there is room.
  std::string who(const PlannedTask& task, double end, double y) const {
    const bool right = end < kNames + kTime * 0.75;
    return svg_text({right ? end + 5 : x(task.start) - 5, y + 4, "small", right ? "start" : "end"},
                    clip(doer_of(task, view_, speaker_), 28));
  }

  std::string needs(const PlannedTask& task) const {
    std::string shapes;
    for (const std::string& key : task.needs) {
      const auto from = rows_.find(key);
      if (from == rows_.end()) continue;
      const PlannedTask& needed = tasks_[from->second];
      const bool critical = task.critical && needed.critical && task.driver == key;
      const double begin = middle(from->second) + kBar / 2, end = middle(rows_.at(task.key)) - kBar / 2;
      const std::string path = "M" + svg_number(x(needed.due) - 1) + " " + svg_number(begin) + "V" +
                               svg_number(begin + 4) + "H" + svg_number(x(task.start) + 1) + "V" +
                               svg_number(end);
      shapes += empty_element("path", {{"d", path}, {"class", critical ? "arrow critical" : "arrow thin"}});
    }
    return shapes;
  }

  const PlanView& view_;
  const Speaker& speaker_;
  const std::vector<PlannedTask>& tasks_;
  std::map<std::string, std::size_t> rows_;
  Instant from_;
  Instant until_;
};

}  // namespace

Picture gantt(const PlanView& view, const Speaker& speaker) {
  if (view.schedule.tasks.empty()) return {};
  return GanttChart(view, speaker).draw();
}

}  // namespace estafeta::render
