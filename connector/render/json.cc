#include "connector/render/json.h"

#include "connector/document/json_writer.h"
#include "connector/render/incident/explanation.h"

namespace estafeta::render {
namespace {

using Json = document::JsonWriter;
using messages::Speaker;
using views::Board;
using views::BoardChange;
using views::BoardIncident;
using views::BoardTask;
using views::ComingTask;
using views::DepartmentTask;
using views::DepartmentView;
using views::Desk;
using views::DeskChange;
using views::HeldUp;
using views::OwingTask;
using views::ReopenedTask;
using views::TodoItem;
using views::TroubledChange;
using views::WaitedFor;

void sentences(Json& json, const std::vector<base::Phrase>& phrases, const Speaker& speaker) {
  json.list(phrases, [&](const base::Phrase& phrase) { json.value(speaker.say(phrase)); });
}

void put(Json& json, const model::PlannedTask& task) {
  json.begin_object();
  json.key("key").value(task.key);
  json.key("department").text_or_null(task.department);
  json.key("title").value(task.title);
  json.key("needs").values(task.needs);
  json.key("start").value(task.start);
  json.key("due").value(task.due);
  json.key("slack_s").value(task.slack.count());
  json.key("driver").text_or_null(task.driver);
  json.key("critical").value(task.critical);
  json.end_object();
}

void put(Json& json, const model::DelayShare& share) {
  json.begin_object();
  json.key("side").value(to_string(share.side));
  json.key("department").text_or_null(share.department);
  json.key("cause").value(to_string(share.cause));
  json.key("days").value(share.days);
  json.key("seconds").value(share.time.count());
  json.end_object();
}

void put(Json& json, const model::Promise& promise) {
  json.begin_object();
  json.key("promised").value(base::format_date(promise.day));
  json.key("forecast").value(base::format_date(promise.forecast));
  json.key("late_days").value(promise.delay ? promise.delay->days : 0);
  json.key("late_s").value(promise.delay ? promise.delay->time.count() : 0);
  json.key("shares").begin_array();
  if (promise.delay) {
    for (const auto& share : promise.delay->shares) put(json, share);
  }
  json.end_array();
  json.end_object();
}

void put(Json& json, const model::ClockJudgement& clock) {
  json.begin_object();
  json.key("clock").value(clock.clock);
  json.key("state").value(to_string(clock.state));
  json.key("target_s").value(clock.target);
  json.key("elapsed_s").value(clock.elapsed);
  json.key("used").text_or_null(clock.used.value_or(""));
  json.key("due").value(clock.due);
  json.key("stopped_at").value(clock.stopped_at);
  json.key("breached_at").value(clock.breached_at);
  if (clock.cycles) {
    json.key("cycle").value(clock.cycles->number);
    json.key("cycles").value(clock.cycles->judged);
    json.key("breached_cycles").value(clock.cycles->breached);
  }
  json.end_object();
}

void put(Json& json, const sla::JudgedCycle& cycle) {
  const auto& judgement = cycle.judgement;
  json.begin_object();
  json.key("cycle").value(cycle.number);
  json.key("began").value(cycle.began);
  json.key("state").value(to_string(judgement.state));
  json.key("target_s").value(judgement.target);
  json.key("elapsed_s").value(judgement.elapsed);
  json.key("used").text_or_null(judgement.used.value_or(""));
  json.key("stopped_at").value(judgement.stopped_at);
  json.key("breached_at").value(judgement.breached_at);
  json.end_object();
}

void put(Json& json, const model::Judgement& judgement) {
  json.key("verdict").value(to_string(judgement.verdict));
  json.key("clocks").list(judgement.clocks, [&](const auto& one) { put(json, one); });
}

void put(Json& json, const sla::LedgerEntry& entry) {
  json.begin_object();
  json.key("start").value(entry.start);
  json.key("end").value(entry.end);
  json.key("seconds").value(entry.length().count());
  json.key("spent").value(to_string(entry.spent));
  json.key("status").value(to_string(entry.status.state));
  json.key("reason").value(to_string(entry.status.reason));
  json.key("department").text_or_null(entry.department);
  json.key("cycle").value(entry.cycle);
  json.end_object();
}

void put(Json& json, const sla::Share& share) {
  json.begin_object();
  json.key("department").text_or_null(share.department);
  json.key("seconds").value(share.total().count());
  json.key("spent").begin_object();
  for (int i = 0; i < sla::kSpentCount; ++i) {
    const auto spent = static_cast<sla::Spent>(i);
    if (share.of(spent).count() > 0) json.key(to_string(spent)).value(share.of(spent).count());
  }
  json.end_object();
  json.key("waiting").begin_object();
  for (int i = 1; i < sla::kWaits; ++i) {
    const auto waiting = static_cast<sla::Wait>(i);
    if (share.of(waiting).count() > 0) json.key(to_string(waiting)).value(share.of(waiting).count());
  }
  json.end_object();
  json.end_object();
}

void put(Json& json, const model::Correction& correction) {
  json.begin_object();
  json.key("type").value(to_string(correction.type));
  json.key("from").value(correction.from);
  json.key("until").value(correction.until);
  json.key("author").value(correction.author);
  json.key("entered").value(correction.entered);
  json.key("journal").value(correction.journal.value);
  json.key("reason").value(correction.reason);
  json.key("evidence").text_or_null(correction.evidence);
  if (correction.edited) {
    json.key("edited").value(correction.edited->at);
    json.key("edited_by").value(correction.edited->by);
  }
  json.end_object();
}

void put(Json& json, const LedgerView& view, const sla::Ledger& ledger, const Speaker& speaker) {
  json.begin_object();
  json.key("clock").value(ledger.clock);
  json.key("calendar").text_or_null(ledger.calendar);
  for (const auto& clock : view.judgement.clocks) {
    if (clock.clock != ledger.clock) continue;
    json.key("verdict").value(speaker.say(verdict_of(clock, &ledger)));
    sentences(json.key("background"), background_of(view, clock, ledger), speaker);
  }
  if (const auto cycles = view.cycles.find(ledger.clock); cycles != view.cycles.end()) {
    json.key("cycles").list(cycles->second, [&](const auto& one) { put(json, one); });
  }
  json.key("entries").list(ledger.entries, [&](const auto& one) { put(json, one); });
  json.key("shares").list(sla::shares(ledger), [&](const auto& share) { put(json, share); });
  json.key("evidence").begin_array();
  for (const auto& piece : ledger.evidence) {
    json.begin_object();
    json.key("at").value(piece.at);
    if (piece.journal.value != 0) json.key("journal").value(piece.journal.value);
    json.key("counted").value(piece.counted);
    json.key("text").value(speaker.say(piece.what));
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void put(Json& json, const BoardTask& task) {
  json.begin_object();
  json.key("issue").value(task.issue.value);
  json.key("title").value(task.title);
  json.key("state").value(to_string(task.state));
  json.key("reason").value(to_string(task.reason));
  json.key("holder").value(task.holder);
  json.key("due").value(task.due);
  json.key("late").value(task.late);
  json.end_object();
}

void put(Json& json, const BoardChange& change, const Speaker& speaker) {
  json.begin_object();
  json.key("issue").value(change.issue.value);
  json.key("client").value(change.client);
  json.key("title").value(change.title);
  json.key("state").value(to_string(change.state));
  json.key("holder").value(change.holder);
  json.key("done").value(change.done);
  json.key("total").value(change.total);
  json.key("forecast").value(change.forecast);
  json.key("promised").text_or_null(change.promised ? base::format_date(*change.promised) : "");
  json.key("late").value(change.late);
  sentences(json.key("why"), change.why, speaker);
  json.key("tasks").list(change.tasks, [&](const auto& one) { put(json, one); });
  json.end_object();
}

void put(Json& json, const BoardIncident& incident, const Speaker& speaker) {
  json.begin_object();
  json.key("issue").value(incident.issue.value);
  json.key("client").value(incident.client);
  json.key("title").value(incident.title);
  json.key("priority").value(incident.priority);
  json.key("holder").value(incident.holder);
  sentences(json.key("why"), incident.why, speaker);
  put(json, incident.judgement);
  json.end_object();
}

void put(Json& json, const base::Diagnostic& problem, const Speaker& speaker) {
  json.begin_object();
  json.key("file").value(problem.where.file);
  json.key("line").value(problem.where.line);
  json.key("column").value(problem.where.column);
  json.key("severity").value(problem.severity == base::Severity::error ? "error" : "warning");
  json.key("key").value(problem.what.key);
  json.key("text").value(speaker.say(problem.what));
  json.end_object();
}

std::string day_or_empty(const std::optional<base::Date>& date) {
  return date ? base::format_date(*date) : "";
}

void put(Json& json, const TodoItem& need) {
  json.begin_object();
  json.key("what").value(to_string(need.kind));
  json.key("issue").value(need.issue.value == 0 ? std::nullopt : std::optional(need.issue));
  json.key("title").value(need.title);
  json.key("detail").value(need.detail);
  json.key("since").value(need.since);
  json.key("change").value(need.change);
  json.key("by").value(need.by);
  if (need.deputy_since) json.key("deputy_since").value(need.deputy_since);
  json.end_object();
}

void put(Json& json, const DeskChange& change) {
  json.begin_object();
  json.key("issue").value(change.issue.value);
  json.key("title").value(change.title);
  json.key("state").value(to_string(change.state));
  json.key("holder").text_or_null(change.holder);
  json.key("done").value(change.done);
  json.key("total").value(change.total);
  json.key("forecast").text_or_null(day_or_empty(change.forecast));
  json.key("promised").text_or_null(day_or_empty(change.promised));
  json.end_object();
}

// Which task it is begins each row of a department.
template <typename Row>
void begin_task(Json& json, const Row& row) {
  json.begin_object();
  json.key("issue").value(row.issue);
  json.key("title").value(row.title);
  json.key("change").value(row.change);
}

void put(Json& json, const DepartmentTask& task) {
  begin_task(json, task);
  json.key("state").value(to_string(task.state));
  json.key("reason").value(to_string(task.reason));
  json.key("holder").text_or_null(task.holder);
  json.key("since").value(task.since);
  json.key("due").value(base::format_date(task.due));
  json.key("remark").text_or_null(task.remark);
  json.end_object();
}

void put(Json& json, const ComingTask& task, const Speaker& speaker) {
  begin_task(json, task);
  json.key("start").value(base::format_date(task.start));
  json.key("waits_for").values(task.waits_for);
  json.key("sure").value(to_string(task.sureness));
  json.key("why").value(speaker.say(task.why));
  if (task.dates_until) json.key("dates_until").value(*task.dates_until);
  json.end_object();
}

void put(Json& json, const OwingTask& task) {
  begin_task(json, task);
  json.key("holder").value(task.holder);
  json.key("since").value(task.since);
  json.key("values").value(task.values);
  json.end_object();
}

void put(Json& json, const HeldUp& held) {
  begin_task(json, held);
  json.key("waiting").values(held.waiting);
  json.key("since").value(held.since);
  json.key("slips_after").value(base::format_date(held.slips_after));
  json.end_object();
}

void put(Json& json, const ReopenedTask& task) {
  begin_task(json, task);
  json.key("since").value(task.since);
  json.key("person").value(task.person);
  json.key("followers").values(task.followers);
  json.end_object();
}

void put(Json& json, const WaitedFor& waited) {
  json.begin_object();
  json.key("who").value(waited.who);
  json.key("seconds").value(waited.time.count());
  json.key("tasks").value(waited.tasks);
  json.end_object();
}

void put(Json& json, const TroubledChange& troubled) {
  json.begin_object();
  json.key("change").value(troubled.change.value);
  json.key("title").value(troubled.title);
  json.key("why").value(troubled.why);
  json.end_object();
}

template <typename Row>
void put_list(Json& json, const char* key, const std::vector<Row>& rows) {
  json.key(key).list(rows, [&](const Row& row) { put(json, row); });
}

}  // namespace

std::string plan_json(const PlanView& view) {
  Json json;
  json.begin_object();
  json.key("template").text_or_null(view.template_name);
  json.key("version").value(view.version);
  json.key("hash").value(view.hash);
  json.key("finish").value(view.schedule.finish);
  put_list(json, "tasks", view.schedule.tasks);
  if (view.promise) put(json.key("promise"), *view.promise);
  json.end_object();
  return json.text() + "\n";
}

std::string ledger_json(const LedgerView& view, const Speaker& speaker) {
  Json json;
  json.begin_object();
  json.key("issue").value(view.issue.value);
  json.key("title").value(view.title);
  json.key("client").text_or_null(view.client);
  json.key("department").text_or_null(view.department);
  json.key("policy").text_or_null(view.policy);
  json.key("valid_from").text_or_null(view.valid_from ? base::format_date(*view.valid_from) : "");
  json.key("created").value(view.created);
  json.key("now").value(view.now);
  put(json, view.judgement);
  sentences(json.key("problems"), view.problems, speaker);
  sentences(json.key("remarks"), view.remarks, speaker);
  json.key("excluded").text_or_null(view.excluded ? to_string(view.excluded->rule) : "");
  sentences(json.key("opening"), opening(view), speaker);
  put_list(json, "corrections", view.corrections);
  sentences(json.key("corrections_told"), corrections_of(view), speaker);
  json.key("cause").text_or_null(view.cause);
  json.key("measure").text_or_null(view.measure);
  json.key("hand_overs").value(view.bounces.hand_overs);
  json.key("returns").value(view.bounces.returns);
  json.key("ledgers").list(view.ledgers, [&](const auto& ledger) { put(json, view, ledger, speaker); });
  json.end_object();
  return json.text() + "\n";
}

std::string board_json(const Board& board, const Speaker& speaker) {
  Json json;
  json.begin_object();
  json.key("now").value(board.now);
  json.key("changes").list(board.changes, [&](const auto& change) { put(json, change, speaker); });
  json.key("incidents").list(board.incidents, [&](const auto& incident) { put(json, incident, speaker); });
  json.end_object();
  return json.text() + "\n";
}

std::string desks_json(const std::vector<Desk>& desks) {
  Json json;
  json.begin_array();
  for (const auto& desk : desks) {
    json.begin_object();
    json.key("client").value(desk.client_id);
    put_list(json, "needs", desk.needs);
    put_list(json, "causes", desk.causes);
    put_list(json, "changes", desk.changes);
    json.end_object();
  }
  json.end_array();
  return json.text() + "\n";
}

std::string department_json(const DepartmentView& view, const Speaker& speaker) {
  Json json;
  json.begin_object();
  json.key("department").value(view.id);
  put_list(json, "ready", view.ready);
  put_list(json, "under_way", view.under_way);
  json.key("coming").list(view.coming, [&](const auto& task) { put(json, task, speaker); });
  put_list(json, "owing", view.owing);
  put_list(json, "holds_up", view.holds_up);
  put_list(json, "reopened", view.reopened);
  put_list(json, "waited", view.waited);
  put_list(json, "troubled", view.troubled);
  json.end_object();
  return json.text() + "\n";
}

std::string diagnostics_json(const base::Diagnostics& diagnostics, const Speaker& speaker) {
  Json json;
  json.begin_array();
  for (const auto& problem : diagnostics) put(json, problem, speaker);
  json.end_array();
  return json.text() + "\n";
}

}  // namespace estafeta::render
