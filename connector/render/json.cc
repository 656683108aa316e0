// Everything that is printed as JSON: compact, one line, keys in a fixed order.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "connector/render/desks/board.h"
#include "connector/render/desks/department.h"
#include "connector/render/desks/desk.h"
#include "connector/render/incident/ledger.h"
#include "connector/render/incident/story.h"
#include "connector/render/kit/diagnostics.h"
#include "connector/render/plan/plan.h"

namespace estafeta::render {
namespace {

using messages::Speaker;

// A document under construction; broken UTF-8 never gets here, since foreign text is checked where it is
// read.
class Json {
 public:
  void begin() { writer_.StartObject(); }
  void end() { writer_.EndObject(); }
  void begin_list() { writer_.StartArray(); }
  void end_list() { writer_.EndArray(); }
  Json& key(const char* name) {
    writer_.Key(name);
    return *this;
  }
  void null() { writer_.Null(); }
  void text(std::string_view value) {
    writer_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  }
  void number(std::int64_t value) { writer_.Int64(value); }
  void boolean(bool value) { writer_.Bool(value); }
  void instant(base::Instant value) { text(base::format_instant(value)); }

  void instant_or_null(const std::optional<base::Instant>& value) { value ? instant(*value) : null(); }
  void seconds_or_null(const std::optional<base::Seconds>& value) { value ? number(value->count()) : null(); }
  void issue_or_null(const std::optional<base::IssueId>& value) { value ? number(value->value) : null(); }
  void text_or_null(std::string_view value) { value.empty() ? null() : text(value); }

  void texts(const std::vector<std::string>& values) {
    begin_list();
    for (const std::string& value : values) text(value);
    end_list();
  }
  void sentences(const std::vector<base::Phrase>& phrases, const Speaker& speaker) {
    begin_list();
    for (const base::Phrase& phrase : phrases) text(speaker.say(phrase));
    end_list();
  }

  std::string take() const { return std::string(buffer_.GetString(), buffer_.GetSize()) + "\n"; }

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

void put(Json& json, const model::PlannedTask& task) {
  json.begin();
  json.key("key").text(task.key);
  json.key("department").text_or_null(task.department);
  json.key("title").text(task.title);
  json.key("needs").texts(task.needs);
  json.key("start").instant(task.start);
  json.key("due").instant(task.due);
  json.key("slack_s").number(task.slack.count());
  json.key("driver").text_or_null(task.driver);
  json.key("critical").boolean(task.critical);
  json.end();
}

void put(Json& json, const model::DelayShare& share) {
  json.begin();
  json.key("side").text(to_string(share.side));
  json.key("department").text_or_null(share.department);
  json.key("cause").text(to_string(share.cause));
  json.key("days").number(share.days);
  json.key("seconds").number(share.time.count());
  json.end();
}

void put(Json& json, const model::Promise& promise) {
  json.begin();
  json.key("promised").text(base::format_date(promise.day));
  json.key("forecast").text(base::format_date(promise.forecast));
  json.key("late_days").number(promise.delay ? promise.delay->days : 0);
  json.key("late_s").number(promise.delay ? promise.delay->time.count() : 0);
  json.key("shares").begin_list();
  if (promise.delay) {
    for (const auto& share : promise.delay->shares) put(json, share);
  }
  json.end_list();
  json.end();
}

void put(Json& json, const model::ClockJudgement& clock) {
  json.begin();
  json.key("clock").text(clock.clock);
  json.key("state").text(to_string(clock.state));
  json.key("target_s").seconds_or_null(clock.target);
  json.key("elapsed_s").seconds_or_null(clock.elapsed);
  json.key("used").text_or_null(clock.used.value_or(""));
  json.key("due").instant_or_null(clock.due);
  json.key("stopped_at").instant_or_null(clock.stopped_at);
  json.key("breached_at").instant_or_null(clock.breached_at);
  json.end();
}

void put(Json& json, const model::Judgement& judgement) {
  json.key("verdict").text(to_string(judgement.verdict));
  json.key("clocks").begin_list();
  for (const auto& clock : judgement.clocks) put(json, clock);
  json.end_list();
}

void put(Json& json, const sla::LedgerEntry& entry) {
  json.begin();
  json.key("start").instant(entry.start);
  json.key("end").instant(entry.end);
  json.key("seconds").number(entry.length().count());
  json.key("spent").text(to_string(entry.spent));
  json.key("status").text(to_string(entry.status.state));
  json.key("reason").text(to_string(entry.status.reason));
  json.key("department").text_or_null(entry.department);
  json.key("cycle").number(entry.cycle);
  json.end();
}

void put(Json& json, const sla::Share& share) {
  json.begin();
  json.key("department").text_or_null(share.department);
  json.key("seconds").number(share.total().count());
  json.key("spent").begin();
  for (int i = 0; i < sla::kSpentCount; ++i) {
    const auto spent = static_cast<sla::Spent>(i);
    if (share.of(spent).count() > 0) json.key(to_string(spent).data()).number(share.of(spent).count());
  }
  json.end();
  json.key("waiting").begin();
  for (int i = 1; i < sla::kWaits; ++i) {
    const auto waiting = static_cast<sla::Wait>(i);
    if (share.of(waiting).count() > 0) json.key(to_string(waiting).data()).number(share.of(waiting).count());
  }
  json.end();
  json.end();
}

void put(Json& json, const model::Correction& correction) {
  json.begin();
  json.key("type").text(to_string(correction.type));
  json.key("from").instant_or_null(correction.from);
  json.key("until").instant_or_null(correction.until);
  json.key("author").text(correction.author);
  json.key("entered").instant(correction.entered);
  json.key("journal").number(correction.journal.value);
  json.key("reason").text(correction.reason);
  json.key("evidence").text_or_null(correction.evidence);
  if (correction.edited) {
    json.key("edited").instant(correction.edited->at);
    json.key("edited_by").text(correction.edited->by);
  }
  json.end();
}

void put(Json& json, const LedgerView& view, const sla::Ledger& ledger, const Speaker& speaker) {
  json.begin();
  json.key("clock").text(ledger.clock);
  json.key("calendar").text_or_null(ledger.calendar);
  for (const auto& clock : view.judgement.clocks) {
    if (clock.clock != ledger.clock) continue;
    json.key("verdict").text(speaker.say(verdict_of(clock, &ledger)));
    json.key("background").sentences(background_of(view, clock, ledger), speaker);
  }
  json.key("entries").begin_list();
  for (const auto& entry : ledger.entries) put(json, entry);
  json.end_list();
  json.key("shares").begin_list();
  for (const auto& share : sla::shares(ledger)) put(json, share);
  json.end_list();
  json.key("evidence").begin_list();
  for (const auto& piece : ledger.evidence) {
    json.begin();
    json.key("at").instant(piece.at);
    if (piece.journal.value != 0) json.key("journal").number(piece.journal.value);
    json.key("counted").boolean(piece.counted);
    json.key("text").text(speaker.say(piece.what));
    json.end();
  }
  json.end_list();
  json.end();
}

void put(Json& json, const BoardTask& task) {
  json.begin();
  json.key("issue").number(task.issue.value);
  json.key("title").text(task.title);
  json.key("state").text(to_string(task.state));
  json.key("reason").text(to_string(task.reason));
  json.key("holder").text(task.holder);
  json.key("due").instant(task.due);
  json.key("late").boolean(task.late);
  json.end();
}

void put(Json& json, const BoardChange& change, const Speaker& speaker) {
  json.begin();
  json.key("issue").number(change.issue.value);
  json.key("client").text(change.client);
  json.key("title").text(change.title);
  json.key("state").text(to_string(change.state));
  json.key("holder").text(change.holder);
  json.key("done").number(change.done);
  json.key("total").number(change.total);
  json.key("forecast").instant_or_null(change.forecast);
  json.key("promised").text_or_null(change.promised ? base::format_date(*change.promised) : "");
  json.key("late").boolean(change.late);
  json.key("why").sentences(change.why, speaker);
  json.key("tasks").begin_list();
  for (const auto& task : change.tasks) put(json, task);
  json.end_list();
  json.end();
}

void put(Json& json, const BoardIncident& incident, const Speaker& speaker) {
  json.begin();
  json.key("issue").number(incident.issue.value);
  json.key("client").text(incident.client);
  json.key("title").text(incident.title);
  json.key("priority").text(incident.priority);
  json.key("holder").text(incident.holder);
  json.key("why").sentences(incident.why, speaker);
  put(json, incident.judgement);
  json.end();
}

void put(Json& json, const base::Diagnostic& problem, const Speaker& speaker) {
  json.begin();
  json.key("file").text(problem.where.file);
  json.key("line").number(problem.where.line);
  json.key("column").number(problem.where.column);
  json.key("severity").text(problem.severity == base::Severity::error ? "error" : "warning");
  json.key("key").text(problem.what.key);
  json.key("text").text(speaker.say(problem.what));
  json.end();
}

std::string day_or_empty(const std::optional<base::Date>& date) {
  return date ? base::format_date(*date) : "";
}

void put(Json& json, const DeskNeed& need) {
  json.begin();
  json.key("what").text(to_string(need.kind));
  json.key("issue").number(need.issue.value);
  json.key("title").text(need.title);
  json.key("detail").text(need.detail);
  json.key("since").instant_or_null(need.since);
  json.key("change").issue_or_null(need.change);
  json.key("by").instant_or_null(need.by);
  json.end();
}

void put(Json& json, const DeskChange& change) {
  json.begin();
  json.key("issue").number(change.issue.value);
  json.key("title").text(change.title);
  json.key("state").text(to_string(change.state));
  json.key("holder").text_or_null(change.holder);
  json.key("done").number(change.done);
  json.key("total").number(change.total);
  json.key("forecast").text_or_null(day_or_empty(change.forecast));
  json.key("promised").text_or_null(day_or_empty(change.promised));
  json.end();
}

void put(Json& json, const DepartmentTask& task) {
  json.begin();
  json.key("issue").number(task.issue.value);
  json.key("title").text(task.title);
  json.key("change").number(task.change.value);
  json.key("state").text(to_string(task.state));
  json.key("reason").text(to_string(task.reason));
  json.key("holder").text_or_null(task.holder);
  json.key("since").instant_or_null(task.since);
  json.key("due").text(base::format_date(task.due));
  json.key("remark").text_or_null(task.remark);
  json.end();
}

void put(Json& json, const ComingTask& task, const Speaker& speaker) {
  json.begin();
  json.key("issue").issue_or_null(task.issue);
  json.key("title").text(task.title);
  json.key("change").number(task.change.value);
  json.key("start").text(base::format_date(task.start));
  json.key("waits_for").begin_list();
  for (const auto issue : task.waits_for) json.number(issue.value);
  json.end_list();
  json.key("sure").text(to_string(task.sureness));
  json.key("why").text(speaker.say(task.why));
  json.end();
}

void put(Json& json, const OwingTask& task) {
  json.begin();
  json.key("issue").number(task.issue.value);
  json.key("title").text(task.title);
  json.key("change").number(task.change.value);
  json.key("holder").text(task.holder);
  json.key("since").instant_or_null(task.since);
  json.key("values").text(task.values);
  json.end();
}

void put(Json& json, const HeldUp& held) {
  json.begin();
  json.key("issue").number(held.issue.value);
  json.key("title").text(held.title);
  json.key("change").number(held.change.value);
  json.key("waiting").texts(held.waiting);
  json.key("since").instant_or_null(held.since);
  json.key("slips_after").text(base::format_date(held.slips_after));
  json.end();
}

void put(Json& json, const ReopenedTask& task) {
  json.begin();
  json.key("issue").number(task.issue.value);
  json.key("title").text(task.title);
  json.key("change").number(task.change.value);
  json.key("since").instant(task.since);
  json.key("person").text(task.person);
  json.key("followers").begin_list();
  for (const auto follower : task.followers) json.number(follower.value);
  json.end_list();
  json.end();
}

void put(Json& json, const WaitedFor& waited) {
  json.begin();
  json.key("who").text(waited.who);
  json.key("seconds").number(waited.time.count());
  json.key("tasks").number(waited.tasks);
  json.end();
}

void put(Json& json, const TroubledChange& troubled) {
  json.begin();
  json.key("change").number(troubled.change.value);
  json.key("title").text(troubled.title);
  json.key("why").text(troubled.why);
  json.end();
}

template <typename Row>
void put_list(Json& json, const char* key, const std::vector<Row>& rows) {
  json.key(key).begin_list();
  for (const Row& row : rows) put(json, row);
  json.end_list();
}

}  // namespace

std::string plan_json(const PlanView& view) {
  Json json;
  json.begin();
  json.key("template").text_or_null(view.template_name);
  json.key("version").number(view.version);
  json.key("hash").text(view.hash);
  json.key("finish").instant(view.schedule.finish);
  json.key("tasks").begin_list();
  for (const auto& task : view.schedule.tasks) put(json, task);
  json.end_list();
  if (view.promise) put(json.key("promise"), *view.promise);
  json.end();
  return json.take();
}

std::string ledger_json(const LedgerView& view, const Speaker& speaker) {
  Json json;
  json.begin();
  json.key("issue").number(view.issue.value);
  json.key("title").text(view.title);
  json.key("client").text_or_null(view.client);
  json.key("department").text_or_null(view.department);
  json.key("policy").text_or_null(view.policy);
  json.key("valid_from").text_or_null(view.valid_from ? base::format_date(*view.valid_from) : "");
  json.key("created").instant(view.created);
  json.key("now").instant(view.now);
  put(json, view.judgement);
  json.key("problems").sentences(view.problems, speaker);
  json.key("remarks").sentences(view.remarks, speaker);
  json.key("excluded").text_or_null(view.excluded ? to_string(view.excluded->rule) : "");
  json.key("opening").sentences(opening(view), speaker);
  json.key("corrections").begin_list();
  for (const auto& correction : view.corrections) put(json, correction);
  json.end_list();
  json.key("corrections_told").sentences(corrections_of(view), speaker);
  json.key("cause").text_or_null(view.cause);
  json.key("measure").text_or_null(view.measure);
  json.key("hand_overs").number(view.bounces.hand_overs);
  json.key("returns").number(view.bounces.returns);
  json.key("ledgers").begin_list();
  for (const auto& ledger : view.ledgers) put(json, view, ledger, speaker);
  json.end_list();
  json.end();
  return json.take();
}

std::string board_json(const Board& board, const Speaker& speaker) {
  Json json;
  json.begin();
  json.key("now").instant(board.now);
  json.key("changes").begin_list();
  for (const auto& change : board.changes) put(json, change, speaker);
  json.end_list();
  json.key("incidents").begin_list();
  for (const auto& incident : board.incidents) put(json, incident, speaker);
  json.end_list();
  json.end();
  return json.take();
}

std::string desks_json(const std::vector<Desk>& desks) {
  Json json;
  json.begin_list();
  for (const auto& desk : desks) {
    json.begin();
    json.key("client").text(desk.client_id);
    put_list(json, "needs", desk.needs);
    put_list(json, "causes", desk.causes);
    put_list(json, "changes", desk.changes);
    json.end();
  }
  json.end_list();
  return json.take();
}

std::string department_json(const DepartmentView& view, const Speaker& speaker) {
  Json json;
  json.begin();
  json.key("department").text(view.id);
  put_list(json, "ready", view.ready);
  put_list(json, "under_way", view.under_way);
  json.key("coming").begin_list();
  for (const auto& task : view.coming) put(json, task, speaker);
  json.end_list();
  put_list(json, "owing", view.owing);
  put_list(json, "holds_up", view.holds_up);
  put_list(json, "reopened", view.reopened);
  put_list(json, "waited", view.waited);
  put_list(json, "troubled", view.troubled);
  json.end();
  return json.take();
}

std::string diagnostics_json(const base::Diagnostics& diagnostics, const Speaker& speaker) {
  Json json;
  json.begin_list();
  for (const auto& problem : diagnostics) put(json, problem, speaker);
  json.end_list();
  return json.take();
}

}  // namespace estafeta::render
