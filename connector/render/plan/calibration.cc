#include "connector/render/plan/calibration.h"

#include <algorithm>

#include "connector/document/json_writer.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {

namespace {

using base::Phrase;
using base::Seconds;
using messages::Speaker;
using views::kHalf;
using views::kMost;
using views::TaskRuns;

// As authors write durations.
constexpr Seconds kStep{30 * 60};
constexpr Seconds kDay{24 * 3600};

Seconds rounded_up(Seconds time, Seconds step) {
  return std::max(step, (time + step - Seconds(1)) / step * step);
}

std::string remark(const TaskRuns& runs, const Speaker& speaker) {
  if (runs.took.size() < views::kTellingRuns) return {};
  const auto half = rounded_up(views::percentile(runs.took, kHalf), kStep);
  if (half == runs.planned) return {};
  return speaker.say(Phrase(half > runs.planned ? "calibration.too_short" : "calibration.too_long",
                            {{"time", base::format_duration(half)}}));
}

std::string changes_line(const std::string& name, const views::Calibration& calibration,
                         const Speaker& speaker) {
  std::vector<std::string> numbers;
  for (const auto change : calibration.changes) numbers.push_back("#" + base::to_string(change));
  return speaker.say(
      Phrase("calibration.changes",
             {{"template", name}, {"n", static_cast<std::int64_t>(numbers.size())}, {"changes", numbers}}));
}

std::string end_line(const views::Calibration& calibration, const Speaker& speaker) {
  if (!calibration.end) return {};
  const auto& end = *calibration.end;
  if (end.half == end.planned && end.most == end.planned)
    return "\n" +
           speaker.say(Phrase("calibration.end_planned", {{"begin", end.begin}, {"planned", end.planned}})) +
           "\n";
  return "\n" +
         speaker.say(Phrase(
             "calibration.end",
             {{"begin", end.begin}, {"half", end.half}, {"most", end.most}, {"planned", end.planned}})) +
         "\n";
}

std::int64_t days(Seconds time) {
  return rounded_up(time, kDay) / kDay;
}

void put(document::JsonWriter& json, const std::vector<Seconds>& took) {
  json.key("runs").value(static_cast<std::int64_t>(took.size()));
  json.key("half_seconds");
  took.empty() ? json.null() : json.value(views::percentile(took, kHalf));
  json.key("nine_of_ten_seconds");
  took.empty() ? json.null() : json.value(views::percentile(took, kMost));
}

}  // namespace

std::string calibration_text(const std::string& name, const views::Calibration& calibration,
                             const Speaker& speaker) {
  if (calibration.changes.empty())
    return speaker.say(Phrase("calibration.none", {{"template", name}})) + "\n";
  Table table{{}, {}};
  for (const char* head : {"calibration.head_task", "calibration.head_planned", "calibration.head_runs",
                           "calibration.head_half", "calibration.head_most", "calibration.head_remark"}) {
    table.heads.push_back(speaker.say(head));
  }
  for (const TaskRuns& runs : calibration.tasks) {
    const auto at = [&](int percent) {
      return runs.took.empty() ? speaker.say("list.none")
                               : to_the_minute(views::percentile(runs.took, percent), speaker);
    };
    table.rows.push_back({runs.task, to_the_minute(runs.planned, speaker), std::to_string(runs.took.size()),
                          at(kHalf), at(kMost), remark(runs, speaker)});
  }
  std::string text = changes_line(name, calibration, speaker) + "\n\n" + text_table(table);
  if (!calibration.whole.empty()) {
    text += "\n" +
            speaker.say(
                Phrase("calibration.whole", {{"half", days(views::percentile(calibration.whole, kHalf))},
                                             {"most", days(views::percentile(calibration.whole, kMost))}})) +
            "\n";
  }
  return text + end_line(calibration, speaker);
}

std::string calibration_json(const std::string& name, const views::Calibration& calibration) {
  document::JsonWriter json(2);
  json.object([&] {
    json.key("template").value(name);
    json.key("changes").list(calibration.changes, [&](const auto& change) { json.value(change); });
    json.key("tasks").list(calibration.tasks, [&](const TaskRuns& runs) {
      json.object([&] {
        json.key("task").value(runs.task).key("planned_seconds").value(runs.planned);
        put(json, runs.took);
      });
    });
    json.key("whole").object([&] { put(json, calibration.whole); });
    if (const auto& end = calibration.end) {
      json.key("end").object([&] {
        json.key("begin").value(end->begin).key("planned").value(end->planned);
        json.key("half").value(end->half).key("nine_of_ten").value(end->most);
      });
    }
  });
  return json.text() + "\n";
}

}  // namespace estafeta::render
