#include "connector/render/documents/incident.h"

#include "connector/render/documents/fields.h"
#include "connector/render/incident/explanation.h"

namespace estafeta::render {
namespace {

using document::JsonWriter;
using messages::Speaker;
using model::ClockJudgement;
using model::ClockState;

bool is_counting(const ClockJudgement& clock) {
  return (clock.state == ClockState::running || clock.state == ClockState::at_risk) && clock.due;
}

void write_entries(JsonWriter& json, const sla::Ledger& ledger, const Speaker& speaker) {
  const auto table = entries_table(ledger, speaker);
  json.key("entries").object([&] {
    json.key("head").values(table.heads).key("rows").list(table.rows, [&](const auto& row) {
      json.values(row);
    });
  });
}

void write_clock(JsonWriter& json, const LedgerView& view, const ClockJudgement& clock,
                 const Speaker& speaker) {
  const auto* ledger = find_ledger(view, clock.clock);
  json.object([&] {
    json.key("clock").value(clock.clock).key("clock_text").value(speaker.word("clock", clock.clock));
    json.key("state").value(to_string(clock.state));
    json.key("state_text").value(speaker.word("clock_state", to_string(clock.state)));
    json.key("target_s").value(clock.target).key("elapsed_s").value(clock.elapsed);
    json.key("due").value(clock.due).key("stopped_at").value(clock.stopped_at);
    json.key("breached_at").value(clock.breached_at);
    json.key("verdict").value(speaker.say(verdict_of(clock, ledger)));
    if (ledger != nullptr) {
      write_sentences(json, "background", background_of(view, clock, *ledger), speaker);
      write_sentences(json, "sums", sums_of(view, *ledger), speaker);
      write_entries(json, *ledger, speaker);
    }
    // As far as it is known to go on as it does now.
    if (is_counting(clock) && ledger != nullptr && ledger->hours) {
      write_open_hours(json, *ledger->hours, view.now, *clock.due);
    }
  });
}

void write_corrections(JsonWriter& json, const LedgerView& view, const Speaker& speaker) {
  json.key("corrections").list(told_corrections(view), [&](const ToldCorrection& one) {
    json.object([&] {
      json.key("journal").value(one.journal).key("counts").value(one.counts);
      write_sentences(json, "sentences", one.sentences, speaker);
    });
  });
}

void write_form(JsonWriter& json, const model::CorrectionForm& form) {
  json.key("form").object([&] {
    json.key("roles").values(form.roles).key("words").object([&] {
      for (const auto& [word, spellings] : form.words) json.key(word).value(spellings.front());
    });
  });
}

}  // namespace

std::string incident_document(const LedgerView& view, const model::CorrectionForm& form,
                              const Speaker& speaker) {
  JsonWriter json;
  json.begin_object().key("id").value(view.issue).key("title").value(view.title);
  json.key("client").value(view.client).key("created").value(view.created).key("now").value(view.now);
  json.key("verdict").value(to_string(view.judgement.verdict));
  write_sentences(json, "problems", view.problems, speaker);
  write_sentences(json, "remarks", view.remarks, speaker);
  write_sentences(json, "opening", opening(view), speaker);
  write_corrections(json, view, speaker);
  write_form(json, form);
  write_sentences(json, "lessons", lessons_of(view), speaker);
  json.key("clocks").list(view.judgement.clocks,
                          [&](const auto& clock) { write_clock(json, view, clock, speaker); });
  return json.end_object().text();
}

}  // namespace estafeta::render
