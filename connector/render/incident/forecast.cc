#include "connector/render/incident/forecast.h"

#include <algorithm>

#include "connector/document/json_writer.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using sla::Outlook;

std::string holder_of(const ForecastLine& line, const Speaker& speaker) {
  const std::string& department = line.forecast.department;
  if (line.holder.empty()) return department.empty() ? speaker.say("holder.nobody") : one_line(department);
  if (department.empty() || department == line.holder) return one_line(line.holder);
  return one_line(department) + ": " + one_line(line.holder);
}

Table table_of(const ForecastView& view, Outlook outlook, const Speaker& speaker) {
  Table table;
  for (const char* head :
       {"due", "left", "left_working", "clock", "issue", "client", "title", "holder", "link"}) {
    table.heads.push_back(speaker.say("forecast.head_" + std::string(head)));
  }
  for (const ForecastLine& line : view.lines) {
    const auto& forecast = line.forecast;
    if (forecast.outlook != outlook) continue;
    table.rows.push_back({speaker.instant(forecast.due), to_the_minute(forecast.due - view.now, speaker),
                          to_the_minute(forecast.left, speaker), speaker.word("clock", forecast.clock),
                          reference(line.issue), one_line(line.client), clip(one_line(line.title), 40),
                          holder_of(line, speaker), line.link});
  }
  return table;
}

}  // namespace

std::string forecast_text(const ForecastView& view, const Speaker& speaker) {
  std::string out = speaker.say(Phrase("forecast.title", {{"now", view.now}, {"time", view.horizon}})) + "\n";
  for (const Outlook outlook : {Outlook::breaches, Outlook::at_risk, Outlook::paused}) {
    const Table table = table_of(view, outlook, speaker);
    const auto n = static_cast<std::int64_t>(table.rows.size());
    if (n == 0 && outlook != Outlook::breaches) continue;
    const std::string key = "forecast." + std::string(to_string(outlook));
    out += "\n" + speaker.say(Phrase(key, {{"n", n}})) + "\n";
    if (n > 0) out += text_table(table);
  }
  if (view.overdue > 0)
    out += "\n" + speaker.say(Phrase("forecast.overdue", {{"n", std::int64_t{view.overdue}}})) + "\n";
  return out;
}

std::string forecast_json(const ForecastView& view) {
  document::JsonWriter json;
  json.begin_object();
  json.key("now").value(base::format_instant(view.now));
  json.key("horizon_s").value(view.horizon.count());
  json.key("overdue").value(view.overdue);
  json.key("clocks");
  json.begin_array();
  for (const ForecastLine& line : view.lines) {
    json.begin_object();
    json.key("issue").value(line.issue.value);
    json.key("clock").value(line.forecast.clock);
    json.key("outlook").value(to_string(line.forecast.outlook));
    json.key("due").value(base::format_instant(line.forecast.due));
    json.key("left_s").value((line.forecast.due - view.now).count());
    json.key("left_working_s").value(line.forecast.left.count());
    json.key("client").value(line.client);
    json.key("title").value(line.title);
    json.key("priority").value(line.forecast.priority);
    json.key("department").value(line.forecast.department);
    json.key("holder").value(line.holder);
    json.key("link").value(line.link);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.text();
}

}  // namespace estafeta::render
