#include "connector/render/report/comparison.h"

#include "connector/document/json_writer.h"
#include "connector/render/kit/text.h"
#include "connector/render/report/report_words.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using sla::Figures;

using Json = document::JsonWriter;

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

void put(Json& json, const char* key, const Figures& figures) {
  json.key(key);
  json.begin_object();
  json.key("met").value(figures.met);
  json.key("breached").value(figures.breached);
  json.key("open").value(std::int64_t{figures.running} + figures.at_risk + figures.paused);
  json.key("left_out").value(figures.left_out_in_all());
  json.key("compliance");
  if (const auto compliance = figures.compliance()) {
    json.raw(plain_percent(*compliance));
  } else {
    json.null();
  }
  json.end_object();
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
           name_of_clock(flip.clock, flip.cycle, speaker) + ": " +
           speaker.word("standing", to_string(flip.was)) + " → " +
           speaker.word("standing", to_string(flip.would_be)) + "\n";
  }
  return out;
}

std::string comparison_json(const ComparisonView& view) {
  document::JsonWriter json;
  json.begin_object();
  json.key("from").value(base::format_date(view.comparison.period.from));
  json.key("until").value(base::format_date(view.comparison.period.until));
  json.key("incidents").value(view.comparison.incidents);
  json.key("clocks");
  json.begin_array();
  for (const auto& [key, compared] : view.comparison.clocks) {
    json.begin_object();
    json.key("client").value(key.first);
    json.key("clock").value(key.second);
    put(json, "stands", compared.stands);
    put(json, "would_be", compared.would_be);
    json.key("other_due").value(compared.other_due);
    json.end_object();
  }
  json.end_array();
  json.key("flips");
  json.begin_array();
  for (const sla::Flip& flip : view.comparison.flips) {
    json.begin_object();
    json.key("issue").value(flip.issue.value);
    json.key("client").value(flip.client);
    json.key("clock").value(flip.clock);
    if (flip.cycle != 0) json.key("cycle").value(flip.cycle);
    json.key("was").value(to_string(flip.was));
    json.key("would_be").value(to_string(flip.would_be));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.text();
}

}  // namespace estafeta::render
