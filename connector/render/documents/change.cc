#include "connector/render/documents/change.h"

#include <cmath>

#include "connector/render/documents/fields.h"
#include "connector/render/plan/promise.h"
#include "connector/render/plan/window.h"

namespace estafeta::render {
namespace {

using document::JsonWriter;
using messages::Speaker;
using model::PlannedTask;

std::int64_t points(double length) {
  return static_cast<std::int64_t>(std::llround(length));
}

void write_values(JsonWriter& json, const views::TaskValues& values) {
  json.key("gives").list(values.gives, [&](const auto& give) {
    json.object([&] {
      json.key("name").value(give.name).key("title").value(give.title);
      write_schema(json, give.schema);
      json.key("value").value(give.value);
    });
  });
  json.key("receives").list(values.receives, [&](const auto& got) {
    json.object([&] {
      json.key("key").value(got.key).key("issue").value(got.issue);
      json.key("name").value(got.name).key("title").value(got.title).key("value").value(got.value);
    });
  });
}

void write_task(JsonWriter& json, const PlannedTask& task, const ChangeView& view,
                const views::ChangeCard& card, const Speaker& speaker) {
  const auto* known = card.find(task.key);
  json.object([&] {
    json.key("key").value(task.key).key("issue").value(task.issue).key("title").value(task.title);
    json.key("doer").value(doer_of(task, view.plan, speaker));
    write_state(json, task.state, known == nullptr ? model::HoldReason::none : known->reason, speaker);
    json.key("holder").value(task.holder ? speaker.say(*task.holder) : "");
    json.key("start").value(task.start).key("due").value(task.due).key("critical").value(moves_the_end(task));
    json.key("needs").values(task.needs).key("waits_for").values(task.waits_for);
    json.key("outside").values(task.outside);
    write_sentences(json, "owes", task.owes, speaker);
    if (known != nullptr && !known->promised.empty()) {
      json.key("promised").list(known->promised, [&](const auto& one) {
        json.object(
            [&] { json.key("clock").value(speaker.word("clock", one.clock)).key("due").value(one.due); });
      });
    }
    if (known != nullptr && known->dates_until) json.key("dates_until").value(*known->dates_until);
    if (const auto values = view.values.find(task.key); values != view.values.end())
      write_values(json, values->second);
  });
}

void write_box(JsonWriter& json, const std::string& key, const TaskGraph::Box& box) {
  json.object([&] {
    json.key("key").value(key).key("x").value(points(box.corner.x)).key("y").value(points(box.corner.y));
    json.key("width").value(points(box.width)).key("height").value(points(box.height));
    json.key("lines").values(box.title);
  });
}

void write_graph(JsonWriter& json, const TaskGraph& graph, const std::vector<PlannedTask>& tasks) {
  json.object([&] {
    json.key("width").value(points(graph.width)).key("height").value(points(graph.height));
    json.key("boxes").begin_array();
    for (std::size_t i = 0; i < graph.boxes.size(); ++i) write_box(json, tasks[i].key, graph.boxes[i]);
    json.end_array().key("arrows").list(graph.arrows, [&](const auto& arrow) {
      json.object([&] {
        json.key("from").value(tasks[arrow.from].key).key("to").value(tasks[arrow.to].key);
        json.key("critical").value(arrow.critical).key("path").list(arrow.curve, [&](const Point& point) {
          json.begin_array().value(points(point.x)).value(points(point.y)).end_array();
        });
      });
    });
  });
}

}  // namespace

std::string change_document(const ChangeView& view, const views::ChangeCard& card, const Speaker& speaker) {
  const auto& plan = view.plan;
  JsonWriter json;
  json.begin_object().key("id").value(card.issue).key("title").value(card.title);
  write_state(json, card.state, model::HoldReason::none, speaker);
  json.key("provisional").value(plan.provisional).key("template").value(plan.template_name);
  json.key("version").value(plan.version).key("done").value(card.done).key("total").value(card.total);
  json.key("holder").value(card.holder).key("trouble").value(card.trouble);
  json.key("new_plan").value(view.proposed ? speaker.say(*view.proposed) : "");
  write_date(json, "forecast", card.forecast);
  write_date(json, "promised", card.promised);
  write_sentences(json, "promise", plan.promise ? promise_lines(*plan.promise) : std::vector<base::Phrase>(),
                  speaker);
  json.key("needs").list(card.needs, [&](const auto& item) { write_todo(json, item, speaker); });
  write_sentences(json, "remarks", plan.remarks, speaker);
  json.key("tasks").list(plan.schedule.tasks,
                         [&](const auto& task) { write_task(json, task, view, card, speaker); });
  if (plan.window) write_window(json.key("window"), *plan.window);
  json.key("graph");
  write_graph(json, view.graph, plan.schedule.tasks);
  return json.end_object().text();
}

}  // namespace estafeta::render
