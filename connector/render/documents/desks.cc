#include "connector/render/documents/desks.h"

#include "connector/render/documents/fields.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using document::JsonWriter;
using messages::Speaker;

// What all rows of a department's page begin with.
template <typename Row>
void write_row(JsonWriter& json, const Row& row) {
  json.key("issue").value(row.issue).key("title").value(row.title).key("change").value(row.change);
}

void write_tasks(JsonWriter& json, const char* key, const std::vector<views::DepartmentTask>& tasks,
                 const Speaker& speaker) {
  json.key(key).list(tasks, [&](const auto& task) {
    json.object([&] {
      write_row(json, task);
      write_state(json, task.state, task.reason, speaker);
      json.key("holder").value(task.holder).key("since").value(task.since);
      write_date(json, "due", task.due);
      json.key("remark").value(task.remark);
    });
  });
}

void write_coming(JsonWriter& json, const views::ComingTask& task, const Speaker& speaker) {
  json.object([&] {
    write_row(json, task);
    write_date(json, "start", task.start);
    json.key("waits_for").values(task.waits_for).key("sureness").value(to_string(task.sureness));
    json.key("sureness_text").value(speaker.word("sureness", to_string(task.sureness)));
    json.key("why").value(speaker.say(task.why)).key("dates_until").value(task.dates_until);
  });
}

}  // namespace

std::string desk_document(const views::Desk& desk, const Speaker& speaker) {
  const auto item = [&](JsonWriter& json) {
    return [&](const views::TodoItem& one) { write_todo(json, one, speaker); };
  };
  JsonWriter json;
  json.begin_object().key("client").value(desk.client_id).key("title").value(desk.client);
  json.key("needs").list(desk.needs, item(json)).key("causes").list(desk.causes, item(json));
  json.key("changes").list(desk.changes, [&](const auto& change) { write_change(json, change, speaker); });
  json.key("entry_problems").values(desk.entry_problems);
  json.key("mapped_windows").values(desk.mapped_windows).key("mapped_freezes").values(desk.mapped_freezes);
  return json.end_object().text();
}

std::string department_document(const views::DepartmentView& view, const Speaker& speaker) {
  JsonWriter json;
  json.begin_object().key("id").value(view.id).key("title").value(view.title);
  write_tasks(json, "ready", view.ready, speaker);
  write_tasks(json, "under_way", view.under_way, speaker);
  json.key("owing").list(view.owing, [&](const auto& task) {
    json.object([&] {
      write_row(json, task);
      json.key("holder").value(task.holder).key("since").value(task.since).key("values").value(task.values);
    });
  });
  json.key("coming").list(view.coming, [&](const auto& task) { write_coming(json, task, speaker); });
  json.key("holds_up").list(view.holds_up, [&](const auto& task) {
    json.object([&] {
      write_row(json, task);
      json.key("waiting").values(task.waiting).key("since").value(task.since);
      write_date(json, "slips_after", task.slips_after);
    });
  });
  json.key("reopened").list(view.reopened, [&](const auto& task) {
    json.object([&] {
      write_row(json, task);
      json.key("since").value(task.since).key("person").value(task.person);
      json.key("followers").values(task.followers);
    });
  });
  json.key("waited").list(view.waited, [&](const auto& waited) {
    json.object([&] {
      json.key("who").value(waited.who).key("time_text").value(to_the_minute(waited.time, speaker));
      json.key("tasks").value(waited.tasks);
    });
  });
  json.key("troubled").list(view.troubled, [&](const auto& one) {
    json.object([&] {
      json.key("change").value(one.change).key("title").value(one.title).key("why").value(one.why);
    });
  });
  return json.end_object().text();
}

}  // namespace estafeta::render
