#include "connector/render/documents/review.h"

#include "connector/render/documents/fields.h"
#include "connector/render/incident/explanation.h"
#include "connector/render/incident/review.h"

namespace estafeta::render {
namespace {

using document::JsonWriter;
using messages::Speaker;

void write_incident(JsonWriter& json, const views::ReviewedIncident& incident) {
  json.object([&] {
    json.key("issue").value(incident.issue).key("title").value(incident.title);
    json.key("client").value(incident.client).key("began").value(incident.began);
    if (incident.ended) json.key("ended").value(*incident.ended);
  });
}

void write_step(JsonWriter& json, const views::ReviewStep& step, const Speaker& speaker) {
  json.object([&] {
    json.key("at").value(step.at).key("issue").value(step.incident).key("who").value(step.who);
    write_sentences(json, "what", step.what, speaker);
  });
}

void write_clocks(JsonWriter& json, const LedgerView& ledger, const Speaker& speaker) {
  for (const auto& clock : ledger.judgement.clocks) {
    const auto* spent = find_ledger(ledger, clock.clock);
    if (!clock.stopped_at || spent == nullptr) continue;
    std::vector<base::Phrase> said{verdict_of(clock, spent)};
    const auto sums = sums_of(ledger, *spent);
    if (!sums.empty()) said.insert(said.end(), sums.begin() + 1, sums.end());
    json.object([&] {
      json.key("issue").value(ledger.issue).key("clock").value(clock.clock);
      json.key("state").value(to_string(clock.state));
      write_sentences(json, "said", said, speaker);
    });
  }
}

}  // namespace

std::string review_document(const views::Review& review, const std::vector<LedgerView>& ledgers,
                            const Speaker& speaker) {
  JsonWriter json;
  json.begin_object().key("title").value(review_title(review, speaker));
  json.key("incidents").list(review.incidents, [&](const auto& one) { write_incident(json, one); });
  json.key("timeline").list(review.steps, [&](const auto& step) { write_step(json, step, speaker); });
  json.key("clocks").begin_array();
  for (const auto& ledger : ledgers) write_clocks(json, ledger, speaker);
  json.end_array();
  json.key("changes_before").list(review.changes, [&](const auto& change) {
    json.object([&] {
      json.key("issue").value(change.issue).key("title").value(change.title).key("ended").value(change.ended);
    });
  });
  json.key("questions").values(review.questions);
  return json.end_object().text();
}

}  // namespace estafeta::render
