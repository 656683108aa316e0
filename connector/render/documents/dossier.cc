#include "connector/render/documents/dossier.h"

#include "connector/render/desks/dossier.h"
#include "connector/render/documents/fields.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using document::JsonWriter;
using messages::Speaker;
using views::Dossier;

void write_result(JsonWriter& json, const views::DossierResult& result) {
  json.object([&] {
    json.key("issue").value(result.issue).key("title").value(result.title).key("who").value(result.who);
    json.key("values").list(result.values, [&](const auto& value) {
      json.object([&] { json.key("title").value(value.title).key("value").value(value.text); });
    });
    json.key("files").list(result.files, [&](const auto& file) {
      json.object([&] { json.key("id").value(file.id).key("name").value(file.name); });
    });
  });
}

void write_changed(JsonWriter& json, const views::DossierChange& change, const Speaker& speaker) {
  json.object([&] {
    json.key("id").value(change.issue).key("title").value(change.title).key("at").value(change.at);
    write_state(json, change.state, model::HoldReason::none, speaker);
    json.key("who").values(change.who);
    if (change.mark) json.key("mark").value(change.mark->mark).key("mark_text").value(change.mark->text);
    json.key("results").list(change.results, [&](const auto& result) { write_result(json, result); });
  });
}

void write_clock(JsonWriter& json, const std::string& clock, const sla::Period& period,
                 const sla::Figures& figures, const Speaker& speaker) {
  json.object([&] {
    json.key("clock_text").value(speaker.word("clock", clock));
    json.key("period_text").value(period_said(period, speaker));
    json.key("met").value(figures.met).key("breached").value(figures.breached);
    json.key("compliance_text").value(compliance_said(figures, speaker));
    json.key("median_text").value(figures.median ? to_the_minute(*figures.median, speaker) : "");
  });
}

void write_document(JsonWriter& json, const views::DossierDocument& one, const Speaker& speaker) {
  const auto& document = one.document;
  json.object([&] {
    json.key("title").value(document.title).key("link").value(document.link);
    json.key("owner").value(document.owner);
    write_date(json, "checked", document.checked);
    json.key("state").value(to_string(one.standing));
    json.key("state_text").value(speaker.word("checked", to_string(one.standing)));
    json.key("tasks").values(one.tasks);
  });
}

}  // namespace

std::string dossier_document(const Dossier& dossier, const Speaker& speaker) {
  JsonWriter json;
  json.begin_object().key("client").value(dossier.client_id).key("title").value(dossier.client);
  json.key("roles").list(dossier.roles, [&](const auto& role) {
    json.object([&] { json.key("role").value(role.role).key("people").values(role.people); });
  });
  json.key("departments").list(dossier.departments, [&](const auto& one) {
    json.object([&] {
      json.key("title").value(one.title).key("open").value(one.open).key("done").value(one.done);
      json.key("last").value(one.last);
    });
  });
  json.key("under_way").list(dossier.under_way, [&](const auto& one) { write_change(json, one, speaker); });
  json.key("changed").list(dossier.changed, [&](const auto& one) { write_changed(json, one, speaker); });
  json.key("clocks").begin_array();
  for (const auto& clock : dossier.clocks) {
    write_clock(json, clock.clock, dossier.month, clock.month, speaker);
    write_clock(json, clock.clock, dossier.year, clock.year, speaker);
  }
  json.end_array();
  json.key("windows").list(dossier.windows,
                           [&](const auto& window) { json.value(window_said(window, speaker)); });
  json.key("freezes").list(dossier.freezes, [&](const auto& one) {
    json.object(
        [&] { json.key("from").value(one.from).key("until").value(one.until).key("why").value(one.why); });
  });
  json.key("documents").list(dossier.documents, [&](const auto& one) { write_document(json, one, speaker); });
  json.key("risks").list(dossier.risks, [&](const auto& one) {
    json.object([&] { json.key("text").value(one.text).key("on").value(base::format_date(one.on)); });
  });
  json.key("proposals").list(dossier.proposals, [&](const auto& one) {
    json.object([&] {
      json.key("issue").value(one.issue).key("title").value(one.title);
      json.key("state_text").value(speaker.word("proposal_state", to_string(one.state)));
      json.key("since").value(one.since).key("people").values(one.people);
    });
  });
  json.key("questions").list(dossier.questions, [&](const auto& one) { write_todo(json, one, speaker); });
  return json.end_object().text();
}

}  // namespace estafeta::render
