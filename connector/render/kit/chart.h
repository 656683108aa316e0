// Charts as SVG that stands inside a page: no script, no font, no address of its own.
//
// Series differ by pattern as well as by shade, so that a black and white print can be read. Every value is
// written beside its bar. Title and description are for those who cannot see the picture. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace estafeta::render {

// Whole numbers only; `text` is what stands beside the bar, worded by the caller.
struct ChartValue {
  std::optional<std::int64_t> value;  // none: there is no bar
  std::string text;
};

struct ChartGroup {
  std::string label;
  std::vector<ChartValue> values;  // one a series
  std::string note;                // of bars: what the whole line comes to
};

struct Chart {
  std::string id;  // unique in the page
  std::string title;
  std::string description;
  std::vector<std::string> series;
  std::vector<ChartGroup> groups;
  std::int64_t top = 0;              // of columns: the height of the picture; 0: the greatest value
  std::optional<std::int64_t> goal;  // of columns: a dashed line
  std::string goal_text;
};

// Columns side by side, group by group.
std::string column_chart(const Chart& chart);
// One horizontal bar a group, its values one after another.
std::string bar_chart(const Chart& chart);

}  // namespace estafeta::render
