#include "connector/service/incidents/report_answer.h"

#include <optional>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/render/report/report_csv.h"
#include "connector/render/report/report_html.h"
#include "connector/service/incidents/incidents.h"
#include "connector/service/incidents/reports.h"
#include "connector/service/site/known.h"

namespace estafeta::service {

namespace {

struct Asked {
  ReportRequest request;
  bool as_table = false;
  std::string language;
};

base::Result<Asked> read(const Site& site, std::string_view text) {
  const auto node = document::parse_json(text, "report");
  if (!node) return base::fail(base::Code::invalid_argument, base::Phrase("report.not_understood"));
  Asked asked;
  asked.language = node->text_at("language");
  asked.as_table = node->text_at("format") == "csv";
  const auto month = sla::parse_month(node->text_at("month"));
  if (!month) {
    return base::fail(base::Code::invalid_argument,
                      base::Phrase("report.bad_month", {{"text", node->text_at("month")}}));
  }
  asked.request = {*month, {sla::Dimension::client}, node->text_at("client"), {}};
  if (auto known = known_client(site, asked.request.client); !known.ok()) return base::fail(std::move(known));
  return asked;
}

base::Result<render::ReportView> make(const Site& site, const store::Location& store,
                                      const ReportRequest& request, base::Instant now) {
  std::vector<sla::SignOff> signed_off;
  const auto month = sla::format_month(request.period.from);
  const auto kept = store::read_value(store, sign_off_value(request.client, month));
  if (!kept) return base::fail(kept.error());
  if (auto last = sla::sign_off_from_json(kept->value_or(""))) signed_off.push_back(std::move(*last));
  ReportInMaking report(site, request, std::move(signed_off), now);
  const auto read = store::read_incidents(store, [&](const store::IncidentRecord& one) {
    auto record = sla::record_from_json(one.facts);
    if (!record || record->kind != model::Kind::incident) return;
    const auto incident = judge(site, std::move(*record), now);
    report.add(incident.record, incident.judged);
  });
  if (!read.ok()) return base::fail(read);
  return report.view();
}

std::string problem(const base::Status& why, const messages::Speaker& speaker) {
  document::JsonWriter json;
  json.object([&] { json.key("problem").value(speaker.say(why.phrase())); });
  return json.text();
}

}  // namespace

std::string sign_off_value(const std::string& client, const std::string& month) {
  return "sign_off/" + client + "-" + month;
}

std::string answer_report(const Site& site, const store::Location& store, std::string_view request,
                          const std::function<std::string(base::IssueId)>& link, base::Instant now) {
  const auto asked = read(site, request);
  if (!asked) return problem(asked.error(), site.plain());
  const auto speaker =
      site.plain(site.languages().contains(asked->language) ? asked->language : site.language());
  auto view = make(site, store, asked->request, now);
  if (!view) return problem(view.error(), speaker);
  view->link = link;
  const auto name = "sla-" + asked->request.client + "-" + sla::format_month(asked->request.period.from) +
                    (asked->as_table ? ".csv" : ".html");
  document::JsonWriter json;
  json.object([&] {
    json.key("name").value(name).key("content");
    json.value(asked->as_table ? render::report_csv(*view) : render::report_html(*view, speaker));
  });
  return json.text();
}

}  // namespace estafeta::service
