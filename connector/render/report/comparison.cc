#include "connector/render/report/comparison.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "connector/render/kit/text.h"
#include "connector/render/report/report_words.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using sla::Compared;
using sla::Figures;

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

std::string client_of(const ComparisonView& view, const std::string& id, const Speaker& speaker) {
  const auto found = view.clients.find(id);
  if (found != view.clients.end()) return found->second;
  return id.empty() ? speaker.say("report.without_client") : id;
}

std::string share(const Figures& figures, const Speaker& speaker) {
  const auto compliance = figures.compliance();
  if (!compliance) return speaker.say("list.none");
  return speaker.say(Phrase("report.percent", {{"whole", std::int64_t{*compliance / 10}},
                                               {"tenth", std::int64_t{*compliance % 10}}}));
}

std::string met_of(const Figures& figures, const Speaker& speaker) {
  return speaker.say(Phrase("report.count_of", {{"met", std::int64_t{figures.met}},
                                                {"all", std::int64_t{figures.met} + figures.breached}}));
}

Table figures_table(const ComparisonView& view, const Speaker& speaker) {
  Table table;
  for (const char* head : {"client", "clock", "stands", "stands_of", "would_be", "would_be_of", "due"}) {
    table.heads.push_back(speaker.say("rejudge.head_" + std::string(head)));
  }
  for (const auto& [key, compared] : view.comparison.clocks) {
    table.rows.push_back({client_of(view, key.first, speaker), speaker.word("clock", key.second),
                          share(compared.stands, speaker), met_of(compared.stands, speaker),
                          share(compared.would_be, speaker), met_of(compared.would_be, speaker),
                          std::to_string(compared.other_due)});
  }
  return table;
}

void text(Json& json, const char* key, std::string_view value) {
  json.Key(key);
  json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void number(Json& json, const char* key, std::int64_t value) {
  json.Key(key);
  json.Int64(value);
}

void put(Json& json, const char* key, const Figures& figures) {
  json.Key(key);
  json.StartObject();
  number(json, "met", figures.met);
  number(json, "breached", figures.breached);
  number(json, "open", std::int64_t{figures.running} + figures.at_risk + figures.paused);
  number(json, "left_out", figures.left_out_in_all());
  json.Key("compliance");
  if (const auto compliance = figures.compliance()) {
    const std::string digits = plain_percent(*compliance);
    json.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
  } else {
    json.Null();
  }
  json.EndObject();
}

}  // namespace

std::string comparison_text(const ComparisonView& view, const Speaker& speaker) {
  const auto& comparison = view.comparison;
  std::string out =
      speaker.say(Phrase("rejudge.title", {{"file", view.policies},
                                           {"from", base::format_date(comparison.period.from)},
                                           {"until", base::format_date(comparison.period.until)},
                                           {"n", std::int64_t{comparison.incidents}}})) +
      "\n\n";
  if (!comparison.clocks.empty()) out += text_table(figures_table(view, speaker)) + "\n";
  if (comparison.flips.empty()) return out + speaker.say("rejudge.no_flips") + "\n";
  out += speaker.say(Phrase("rejudge.flips", {{"n", static_cast<std::int64_t>(comparison.flips.size())}})) +
         "\n";
  for (const sla::Flip& flip : comparison.flips) {
    out += "- #" + to_string(flip.issue) + " " + client_of(view, flip.client, speaker) + ", " +
           speaker.word("clock", flip.clock) + ": " + speaker.word("standing", to_string(flip.was)) + " → " +
           speaker.word("standing", to_string(flip.would_be)) + "\n";
  }
  return out;
}

std::string comparison_json(const ComparisonView& view) {
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.StartObject();
  text(json, "from", base::format_date(view.comparison.period.from));
  text(json, "until", base::format_date(view.comparison.period.until));
  number(json, "incidents", view.comparison.incidents);
  json.Key("clocks");
  json.StartArray();
  for (const auto& [key, compared] : view.comparison.clocks) {
    json.StartObject();
    text(json, "client", key.first);
    text(json, "clock", key.second);
    put(json, "stands", compared.stands);
    put(json, "would_be", compared.would_be);
    number(json, "other_due", compared.other_due);
    json.EndObject();
  }
  json.EndArray();
  json.Key("flips");
  json.StartArray();
  for (const sla::Flip& flip : view.comparison.flips) {
    json.StartObject();
    number(json, "issue", flip.issue.value);
    text(json, "client", flip.client);
    text(json, "clock", flip.clock);
    text(json, "was", to_string(flip.was));
    text(json, "would_be", to_string(flip.would_be));
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace estafeta::render
