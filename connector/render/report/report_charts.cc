#include "connector/render/report/report_charts.h"

#include <algorithm>
#include <set>

#include "connector/render/kit/chart.h"

namespace estafeta::render {
namespace {

using sla::MonthFigures;

Chart described(const ReportWords& words, const char* id, const std::string& title, const char* description) {
  Chart chart;
  chart.id = id;
  chart.title = words.say(title);
  chart.description = words.say(description);
  return chart;
}

// Clocks of which something was decided.
std::set<std::uint32_t> clocks_of(const sla::Report& report) {
  std::set<std::uint32_t> clocks;
  for (const MonthFigures& month : report.months) clocks.insert(month.clock);
  return clocks;
}

ChartValue compliance_value(const std::vector<MonthFigures>& all, const std::string& month,
                            std::uint32_t clock, const ReportWords& words) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const MonthFigures& figures) {
    return figures.month == month && figures.clock == clock;
  });
  if (found == all.end()) return {};
  sla::Figures figures;
  figures.met = found->met;
  figures.breached = found->breached;
  const int share = figures.compliance().value_or(0);
  // "100" says it all, and the digits of twelve months must stand side by side.
  std::string text = share == 1000 ? "100" : words.percent(share);
  while (!text.empty() && (text.back() < '0' || text.back() > '9')) text.pop_back();
  return {share, text};
}

// Its own work, and the waits that occur.
std::vector<std::size_t> kinds_of(const std::vector<const sla::Holding*>& shares) {
  std::vector<std::size_t> kinds{0};
  for (std::size_t i = 1; i < sla::kWaits; ++i) {
    const auto occurs = [i](const sla::Holding* share) { return share->counted[i].count() > 0; };
    if (std::any_of(shares.begin(), shares.end(), occurs)) kinds.push_back(i);
  }
  return kinds;
}

}  // namespace

std::string months_chart(const ReportView& view, const ReportWords& words) {
  const auto& report = view.report;
  if (report.months.empty()) return "";
  Chart chart = described(words, "months", "report.months", "report.compliance_desc");
  chart.top = 1000;
  chart.goal = view.goal;
  if (view.goal) {
    chart.goal_text = words.say(base::Phrase("report.goal", {{"share", words.percent(*view.goal)}}));
  }
  const auto clocks = clocks_of(report);
  for (const std::uint32_t clock : clocks) chart.series.push_back(words.clock(clock));
  std::set<std::string> months;
  for (const MonthFigures& month : report.months) months.insert(month.month);
  for (const std::string& month : months) {
    ChartGroup& group = chart.groups.emplace_back();
    group.label = month;
    for (const std::uint32_t clock : clocks) {
      group.values.push_back(compliance_value(report.months, month, clock, words));
    }
  }
  return column_chart(chart);
}

std::string distribution_chart(const ReportView& view, const ReportWords& words) {
  Chart chart = described(words, "shares", "report.distribution", "report.distribution_desc");
  std::vector<const sla::Group*> decided;
  for (const sla::Group& total : view.report.totals) {
    if (total.figures.compliance()) decided.push_back(&total);
  }
  if (decided.empty()) return "";
  for (const sla::Group* total : decided) chart.series.push_back(words.clock(total->clock));
  for (std::size_t place = 0; place < sla::Distribution{}.size(); ++place) {
    ChartGroup& group = chart.groups.emplace_back();
    group.label = words.share(place);
    for (const sla::Group* total : decided) {
      const int count = total->figures.distribution[place];
      group.values.push_back({count, std::to_string(count)});
    }
  }
  return column_chart(chart);
}

std::string departments_chart(const ReportView& view, const ReportWords& words, std::uint32_t clock) {
  std::vector<const sla::Holding*> shares;
  for (const sla::Holding& share : view.report.shares) {
    if (share.clock == clock && share.counted_in_all().count() > 0) shares.push_back(&share);
  }
  if (shares.empty()) return "";
  const std::string id = "held" + std::to_string(clock);
  Chart chart = described(words, id.c_str(), "report.departments", "report.departments_desc");
  const auto kinds = kinds_of(shares);
  for (const std::size_t kind : kinds) {
    const auto wait = to_string(static_cast<sla::Wait>(kind));
    chart.series.push_back(kind == 0
                               ? words.say("report.worked")
                               : words.say("report.waits_for") + " " + words.speaker().word("wait", wait));
  }
  for (const sla::Holding* share : shares) {
    ChartGroup& group = chart.groups.emplace_back();
    group.label = words.knows_departments() ? words.department(share->department) : words.clock(clock);
    for (const std::size_t kind : kinds) group.values.push_back({share->counted[kind].count(), ""});
    group.note = words.time(share->counted_in_all());
  }
  return bar_chart(chart);
}

std::string pareto_chart(const ReportView& view, const ReportWords& words, bool causes) {
  const auto& tallies = causes ? view.report.causes : view.report.measures;
  const bool said =
      std::any_of(tallies.begin(), tallies.end(), [](const auto& t) { return !t.text.empty(); });
  if (!said) return "";
  Chart chart = causes ? described(words, "causes", "report.causes", "report.causes_desc")
                       : described(words, "measures", "report.measures", "report.measures_desc");
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    ChartGroup& group = chart.groups.emplace_back();
    const auto count = static_cast<std::int64_t>(tallies[i].issues.size());
    group.label = causes ? words.cause(tallies[i].text) : words.measure(tallies[i].text);
    group.values.push_back({count, ""});
    const base::Phrase together("report.cumulative", {{"share", words.together(tallies, i + 1)}});
    group.note = std::to_string(count) + "; " + words.say(together);
  }
  chart.series = {chart.title};
  return bar_chart(chart);
}

}  // namespace estafeta::render
