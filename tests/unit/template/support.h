// What the tests of this room share: problems as one line each, templates from text.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "connector/template/expand.h"
#include "connector/template/parameters.h"
#include "connector/template/parse.h"

namespace estafeta::tmpl {

using Lines = std::vector<std::string>;

// `3:7 template.cycle`
inline Lines lines(const base::Diagnostics& problems) {
  Lines all;
  for (const auto& problem : problems) {
    all.push_back(std::to_string(problem.where.line) + ":" + std::to_string(problem.where.column) + " " +
                  problem.what.key);
  }
  return all;
}

template <typename T>
Lines lines(const tl::expected<T, base::Diagnostics>& result) {
  return result ? Lines{} : lines(result.error());
}

inline Template parsed(const std::string& text) {
  auto result = parse(text, "t.yaml");
  EXPECT_EQ(lines(result), Lines{}) << text;
  return result.value_or(Template{});
}

inline model::DesiredChange expanded(const Template& tmpl, const std::string& values = "",
                                     const std::string& language = "en") {
  const auto parameters = read_parameters(tmpl, values, "parameters");
  EXPECT_EQ(lines(parameters), Lines{}) << values;
  auto change = expand(tmpl, parameters.value_or(Parameters{}), language);
  EXPECT_EQ(lines(change), Lines{}) << values;
  return change.value_or(model::DesiredChange{});
}

inline model::DesiredTask task(const model::DesiredChange& change, const std::string& key) {
  for (const auto& task : change.tasks) {
    if (task.key == key) return task;
  }
  ADD_FAILURE() << "no task " << key;
  return {};
}

// `n/north`, `a+7200`, `a+86400@24x7`, `a:any_end`
inline Lines needs(const model::DesiredTask& task) {
  Lines all;
  for (const auto& edge : task.needs) {
    std::string text = edge.task;
    if (edge.lag.count() > 0) text += "+" + std::to_string(edge.lag.count());
    if (!edge.lag_calendar.empty()) text += "@" + edge.lag_calendar;
    if (edge.on == model::On::any_end) text += ":any_end";
    if (edge.on == model::On::done_or_cancelled) text += ":done_or_cancelled";
    all.push_back(text);
  }
  return all;
}

inline Lines keys(const model::DesiredChange& change) {
  Lines all;
  for (const auto& task : change.tasks) all.push_back(task.key);
  return all;
}

// Literals as they are, values in «», what is given as <tasks.name|default>.
inline std::string show(const model::Text& text) {
  std::string all;
  for (const auto& segment : text) {
    if (segment.kind == model::Segment::Kind::literal) all += segment.text;
    if (segment.kind == model::Segment::Kind::value) all += "«" + segment.text + "»";
    if (segment.kind != model::Segment::Kind::given) continue;
    all += "<";
    for (const auto& task : segment.tasks) all += task + " ";
    all += "." + segment.name + (segment.has_default ? "|" + segment.text : "") + ">";
  }
  return all;
}

}  // namespace estafeta::tmpl
