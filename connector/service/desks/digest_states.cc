#include "connector/service/desks/digest_states.h"

#include <cstdlib>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"

namespace estafeta::service {

namespace {

using Stage = DigestState::Stage;
using std::chrono::days;
using std::chrono::sys_days;

std::string name_of(const std::string& client) {
  return "client_digest/" + client;
}

std::string_view word_of(Stage stage) {
  switch (stage) {
    case Stage::nothing:
      return "nothing";
    case Stage::waiting:
      return "waiting";
    case Stage::settled:
      return "settled";
  }
  std::abort();
}

Stage stage_from(std::string_view word) {
  for (const auto stage : {Stage::waiting, Stage::settled}) {
    if (word_of(stage) == word) return stage;
  }
  return Stage::nothing;
}

views::DraftProblem problem_from(std::string_view word) {
  for (int i = 0; i < views::kDraftProblems; ++i) {
    const auto problem = static_cast<views::DraftProblem>(i);
    if (to_string(problem) == word) return problem;
  }
  return views::DraftProblem::none;
}

sys_days monday_of(base::Date day) {
  const sys_days at(day);
  return at - (std::chrono::weekday(at) - std::chrono::Monday);
}

}  // namespace

base::Result<DigestState> digest_state(store::Store& store, const std::string& client) {
  const auto kept = store.value(name_of(client));
  if (!kept) return base::fail(kept.error());
  DigestState state;
  const auto node = document::parse_json(kept->value_or("{}"), "digest");
  if (!node) return state;
  state.period = node->text_at("period");
  state.stage = stage_from(node->text_at("stage"));
  state.made_on = base::parse_date(node->text_at("made_on"));
  if (state.stage == Stage::waiting) {
    state.waiting = {client, node->text_at("page"), problem_from(node->text_at("problem")),
                     node->text_at("detail")};
  }
  return state;
}

base::Status keep_digest_state(store::Store& store, const std::string& client, const DigestState& state) {
  document::JsonWriter json;
  json.begin_object().key("period").value(state.period).key("stage").value(word_of(state.stage));
  if (state.made_on) json.key("made_on").value(base::format_date(*state.made_on));
  if (state.stage == Stage::waiting) {
    json.key("page").value(state.waiting.page).key("problem").value(to_string(state.waiting.problem));
    json.key("detail").value(state.waiting.detail);
  }
  return store.set_value(name_of(client), json.end_object().text());
}

base::Result<std::vector<views::WaitingDigest>> waiting_digests(const Site& site, store::Store& store) {
  std::vector<views::WaitingDigest> waiting;
  for (const auto& [id, client] : site.mappings.clients.all) {
    if (client.digest == model::DigestRhythm::none) continue;
    const auto state = digest_state(store, id);
    if (!state) return base::fail(state.error());
    if (state->stage == Stage::waiting) waiting.push_back(state->waiting);
  }
  return waiting;
}

std::optional<sla::Period> digest_period(const model::Client& client, base::Date today) {
  switch (client.digest) {
    case model::DigestRhythm::none:
      return std::nullopt;
    case model::DigestRhythm::weekly: {
      const auto monday = monday_of(today);
      return sla::Period{base::Date(monday - days(7)), base::Date(monday - days(1))};
    }
    case model::DigestRhythm::monthly:
      return sla::last_full_month(today);
  }
  std::abort();
}

// A week belongs to the year of its Thursday, as ISO 8601 counts.
std::string period_name(const sla::Period& period) {
  if (sla::is_month(period)) return sla::format_month(period.from);
  const auto thursday = monday_of(period.from) + days(3);
  const auto year = base::Date(thursday).year();
  const auto number = (thursday - sys_days(year / 1 / 1)).count() / 7 + 1;
  return base::format_date(year / 1 / 1).substr(0, 4) + (number < 10 ? "-W0" : "-W") + std::to_string(number);
}

std::string draft_title(const std::string& client, const sla::Period& period) {
  return "Digest-" + client + "-" + period_name(period);
}

std::string digest_page_title(const sla::Period& period) {
  return "Digest-" + period_name(period);
}

}  // namespace estafeta::service
