#include "connector/render/incident/forecast.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>

#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using sla::Outlook;

constexpr std::size_t kTitleColumns = 40;

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
                          "#" + to_string(line.issue), one_line(line.client),
                          clip(one_line(line.title), kTitleColumns), holder_of(line, speaker), line.link});
  }
  return table;
}

void text(rapidjson::Writer<rapidjson::StringBuffer>& json, const char* key, std::string_view value) {
  json.Key(key);
  json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void number(rapidjson::Writer<rapidjson::StringBuffer>& json, const char* key, std::int64_t value) {
  json.Key(key);
  json.Int64(value);
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
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
  json.StartObject();
  text(json, "now", base::format_instant(view.now));
  number(json, "horizon_s", view.horizon.count());
  number(json, "overdue", view.overdue);
  json.Key("clocks");
  json.StartArray();
  for (const ForecastLine& line : view.lines) {
    json.StartObject();
    number(json, "issue", line.issue.value);
    text(json, "clock", line.forecast.clock);
    text(json, "outlook", to_string(line.forecast.outlook));
    text(json, "due", base::format_instant(line.forecast.due));
    number(json, "left_s", (line.forecast.due - view.now).count());
    number(json, "left_working_s", line.forecast.left.count());
    text(json, "client", line.client);
    text(json, "title", line.title);
    text(json, "priority", line.forecast.priority);
    text(json, "department", line.forecast.department);
    text(json, "holder", line.holder);
    text(json, "link", line.link);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace estafeta::render
