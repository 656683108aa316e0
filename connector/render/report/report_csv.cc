#include "connector/render/report/report_csv.h"

#include "connector/render/kit/csv.h"
#include "connector/render/report/report.h"
#include "connector/render/report/report_words.h"

namespace estafeta::render {
namespace {

using sla::Dimension;
using sla::Figures;
using sla::Group;
using sla::Row;
using sla::Standing;

class Line {
 public:
  Line& add(std::string_view text) {
    text_ += (text_.empty() ? "" : ",") + csv_cell(text);
    return *this;
  }
  Line& add(int number) { return add(std::to_string(number)); }
  Line& add(const std::optional<base::Seconds>& time) {
    return add(time ? std::to_string(time->count()) : "");
  }
  Line& add(const std::optional<base::Instant>& instant) {
    return add(instant ? base::format_instant(*instant) : "");
  }
  std::string text() const { return text_ + "\r\n"; }

 private:
  std::string text_;
};

std::string heads() {
  Line line;
  line.add("row");
  for (int i = 0; i < sla::kDimensions; ++i) line.add(to_string(static_cast<Dimension>(i)));
  for (const char* head : {"clock", "count", "met", "breached", "running", "at_risk", "paused", "left_out"}) {
    line.add(head);
  }
  for (int i = 0; i < sla::kLeftOutRules; ++i) {
    line.add("left_out_" + std::string(to_string(static_cast<sla::LeftOut>(i))));
  }
  for (const char* head : {"compliance", "median_s", "p90_s", "issue", "subject", "standing", "counted_at",
                           "target_s", "elapsed_s", "used", "due", "cycle"}) {
    line.add(head);
  }
  return line.text();
}

void add_figures(Line& line, const Figures& f) {
  line.add(f.count).add(f.met).add(f.breached).add(f.running).add(f.at_risk).add(f.paused);
  line.add(f.left_out_in_all());
  for (const int n : f.left_out) line.add(n);
}

std::string group_line(const ReportView& view, const Group& group) {
  const auto& report = view.report;
  std::array<std::string, sla::kDimensions> keys;
  for (std::size_t i = 0; i < group.keys.size(); ++i) {
    keys[static_cast<std::size_t>(report.asked.by[i])] = report.names[group.keys[i]];
  }
  Line line;
  line.add(group.keys.empty() ? "total" : "group");
  for (const std::string& key : keys) line.add(key);
  line.add(report.clocks[group.clock]);
  add_figures(line, group.figures);
  const auto compliance = group.figures.compliance();
  line.add(compliance ? plain_percent(*compliance) : "")
      .add(group.figures.median)
      .add(group.figures.ninetieth);
  for (int i = 0; i < 9; ++i) line.add("");
  return line.text();
}

Figures of_one(const Row& row) {
  Figures figures;
  figures.count = 1;
  figures.met = row.standing == Standing::met ? 1 : 0;
  figures.breached = row.standing == Standing::breached ? 1 : 0;
  figures.running = row.standing == Standing::running ? 1 : 0;
  figures.at_risk = row.standing == Standing::at_risk ? 1 : 0;
  figures.paused = row.standing == Standing::paused ? 1 : 0;
  if (row.standing == Standing::left_out) figures.left_out[static_cast<std::size_t>(row.rule)] = 1;
  return figures;
}

std::string incident_line(const ReportView& view, const Row& row) {
  const auto& report = view.report;
  Line line;
  line.add("incident");
  for (int i = 0; i < sla::kDimensions; ++i) line.add(report.name(row, static_cast<Dimension>(i)));
  line.add(report.clock(row));
  add_figures(line, of_one(row));
  line.add("").add("").add("").add(to_string(row.issue)).add(row.subject).add(to_string(row.standing));
  line.add(std::optional(row.counted_at)).add(row.target).add(row.elapsed).add(row.used).add(row.due);
  line.add(row.cycle == 0 ? "" : std::to_string(row.cycle));
  return line.text();
}

}  // namespace

std::string report_csv(const ReportView& view) {
  std::string text = heads();
  for (const Group& total : view.report.totals) text += group_line(view, total);
  if (!view.report.asked.by.empty()) {
    for (const Group& group : view.report.groups) text += group_line(view, group);
  }
  for (const Row& row : view.report.rows) text += incident_line(view, row);
  return text;
}

}  // namespace estafeta::render
