#include "connector/render/kit/chart.h"

#include <algorithm>
#include <array>

#include "connector/render/kit/html.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

constexpr int kWidth = 720;
constexpr int kLegendLine = 18;
constexpr const char* kInk = "#1f3f66";

std::string number(std::int64_t value) {
  return std::to_string(value);
}

// Solid, light, and then patterns: what stays apart in black and white.
constexpr std::size_t kFills = 7;

std::string fill(const Chart& chart, std::size_t series) {
  const std::size_t kind = series % kFills;
  if (kind == 0) return kInk;
  if (kind == 1) return "#b9cbe2";
  return "url(#" + chart.id + "-p" + std::to_string(kind) + ")";
}

std::string pattern(const Chart& chart, int kind, const char* ground, const char* path) {
  const Attributes frame{{"id", chart.id + "-p" + std::to_string(kind)},
                         {"width", "8"},
                         {"height", "8"},
                         {"patternUnits", "userSpaceOnUse"}};
  const std::string mark =
      path[0] == '\0'
          ? ""
          : empty_element("path", {{"d", path}, {"stroke", kInk}, {"stroke-width", "1.4"}, {"fill", "none"}});
  return element("pattern", frame,
                 empty_element("rect", {{"width", "8"}, {"height", "8"}, {"fill", ground}}) + mark);
}

std::string patterns(const Chart& chart) {
  return element("defs", {},
                 pattern(chart, 2, "#ffffff", "M-2 6L6 -2M0 8L8 0M6 10L10 6") +
                     pattern(chart, 3, "#dfe7f1", "M2 2h1M6 6h1") +
                     pattern(chart, 4, "#ffffff", "M0 4H8M4 0V8") + pattern(chart, 5, "#8d9aa8", "") +
                     pattern(chart, 6, "#ffffff", "M0 2H8M0 6H8"));
}

std::string label(std::int64_t x, std::int64_t y, const char* anchor, std::string_view text,
                  const char* size = "11") {
  // A white rim keeps it readable where it crosses a line.
  return element("text",
                 {{"x", number(x)},
                  {"y", number(y)},
                  {"text-anchor", anchor},
                  {"font-size", size},
                  {"stroke", "#ffffff"},
                  {"stroke-width", "3"},
                  {"paint-order", "stroke"}},
                 html_escape(text));
}

std::string box(const Chart& chart, std::size_t series, std::int64_t x, std::int64_t y, std::int64_t width,
                std::int64_t height) {
  return empty_element("rect", {{"x", number(x)},
                                {"y", number(y)},
                                {"width", number(width)},
                                {"height", number(height)},
                                {"fill", fill(chart, series)},
                                {"stroke", kInk},
                                {"stroke-width", "0.7"}});
}

std::string line(std::int64_t x1, std::int64_t y1, std::int64_t x2, std::int64_t y2, const char* dash) {
  return empty_element("line", {{"x1", number(x1)},
                                {"y1", number(y1)},
                                {"x2", number(x2)},
                                {"y2", number(y2)},
                                {"stroke", "#444444"},
                                {"stroke-width", dash[0] == '\0' ? "1" : "1.5"},
                                {"stroke-dasharray", dash}});
}

struct Legend {
  std::string svg;
  int height = 0;
};

Legend legend_of(const Chart& chart) {
  Legend legend;
  if (chart.series.size() < 2) return legend;
  int x = 0;
  int y = 0;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    const int wide = 34 + static_cast<int>(width(chart.series[i])) * 7;
    if (x > 0 && x + wide > kWidth) {
      x = 0;
      y += kLegendLine;
    }
    legend.svg += box(chart, i, x, y, 14, 11) + label(x + 19, y + 10, "start", chart.series[i]);
    x += wide;
  }
  legend.height = y + kLegendLine + 8;
  return legend;
}

std::string svg(const Chart& chart, int height, const std::string& inner) {
  const Attributes attributes{{"class", "chart"},
                              {"viewBox", "0 0 " + std::to_string(kWidth) + " " + std::to_string(height)},
                              {"role", "img"},
                              {"aria-labelledby", chart.id + "-t " + chart.id + "-d"}};
  return element("svg", attributes,
                 element("title", {{"id", chart.id + "-t"}}, html_escape(chart.title)) +
                     element("desc", {{"id", chart.id + "-d"}}, html_escape(chart.description)) +
                     patterns(chart) + inner);
}

std::int64_t greatest(const Chart& chart) {
  std::int64_t most = 1;
  for (const ChartGroup& group : chart.groups) {
    for (const ChartValue& value : group.values) most = std::max(most, value.value.value_or(0));
  }
  return most;
}

std::int64_t total(const ChartGroup& group) {
  std::int64_t sum = 0;
  for (const ChartValue& value : group.values) sum += value.value.value_or(0);
  return sum;
}

// Where columns stand.
struct Plot {
  std::int64_t top = 1;  // the value at the upper edge
  int upper = 0;
  int height = 150;

  std::int64_t y(std::int64_t value) const { return upper + height - value * height / top; }
};

std::string columns_of(const Chart& chart, const ChartGroup& group, const Plot& plot, int left, int wide) {
  const int count = std::max<int>(1, static_cast<int>(chart.series.size()));
  const int one = std::min(46, (wide - 6) / count);
  int x = left + (wide - one * count) / 2;
  std::string text;
  for (std::size_t i = 0; i < group.values.size(); ++i, x += one) {
    const auto& value = group.values[i];
    if (!value.value) continue;
    const std::int64_t y = plot.y(*value.value);
    text += box(chart, i, x, y, one - 2, plot.upper + plot.height - y);
    text += label(x + (one - 2) / 2, y - 4, "middle", value.text, one < 26 ? "8.5" : "10.5");
  }
  return text + label(left + wide / 2, plot.upper + plot.height + 15, "middle", group.label, "10.5");
}

}  // namespace

std::string column_chart(const Chart& chart) {
  const Legend legend = legend_of(chart);
  const Plot plot{chart.top > 0 ? chart.top : greatest(chart), legend.height + 18};
  const int right = chart.goal ? 84 : 0;
  const int groups = std::max<int>(1, static_cast<int>(chart.groups.size()));
  const int wide = (kWidth - right) / groups;
  std::string inner = legend.svg;
  if (chart.goal) {
    const std::int64_t y = plot.y(*chart.goal);
    inner +=
        line(0, y, kWidth - right, y, "6 4") + label(kWidth - right + 5, y + 4, "start", chart.goal_text);
  }
  for (int i = 0; i < static_cast<int>(chart.groups.size()); ++i) {
    inner += columns_of(chart, chart.groups[static_cast<std::size_t>(i)], plot, i * wide, wide);
  }
  const int base = plot.upper + plot.height;
  inner += line(0, base, kWidth - right, base, "");
  return svg(chart, base + 22, inner);
}

std::string bar_chart(const Chart& chart) {
  constexpr int kLine = 26;
  const Legend legend = legend_of(chart);
  std::size_t widest = 0;
  std::size_t longest_note = 0;
  std::int64_t most = 1;
  for (const ChartGroup& group : chart.groups) {
    widest = std::max(widest, width(clip(group.label, 30)));
    longest_note = std::max(longest_note, width(group.note));
    most = std::max(most, total(group));
  }
  const int left = static_cast<int>(widest) * 7 + 10;
  const int room = kWidth - left - static_cast<int>(longest_note) * 7 - 12;
  std::string inner = legend.svg;
  int y = legend.height;
  for (const ChartGroup& group : chart.groups) {
    inner += label(left - 8, y + 14, "end", clip(group.label, 30));
    std::int64_t done = 0;
    for (std::size_t i = 0; i < group.values.size(); ++i) {
      const std::int64_t value = group.values[i].value.value_or(0);
      const std::int64_t from = done * room / most;
      done += value;
      if (value > 0)
        inner += box(chart, i, left + from, y, std::max<std::int64_t>(1, done * room / most - from), 18);
    }
    inner += label(left + done * room / most + 6, y + 14, "start", group.note);
    y += kLine;
  }
  return svg(chart, y + 2, inner);
}

}  // namespace estafeta::render
