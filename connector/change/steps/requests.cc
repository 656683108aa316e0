#include "connector/change/steps/requests.h"

#include <algorithm>

#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::Field;
using model::State;

namespace {

// When the TAM last said what the client is to see.
base::Instant released_at(const model::Issue& change) {
  auto at = change.created;
  for (const auto field : {Field::shown_to_client, Field::promised}) {
    const auto* event = last_change_of(change, to_string(field));
    if (event != nullptr) at = std::max(at, event->at);
  }
  return at;
}

// Whoever else fills in the field releases nothing to a client.
bool is_word_of_tam(const Situation& situation, Field field) {
  const auto* event = last_change_of(situation.change, to_string(field));
  return event == nullptr ? situation.facts.tams.contains(situation.change.author.id)
                          : is_tam(situation, *event);
}

bool is_persons_since(const model::Event* last, base::Instant released) {
  return last != nullptr && !last->own && last->at > released;
}

// The workflow of requests is the site's own, and may leave Estafeta no way.
bool may_begin(const Rules& rules, const model::Issue& request) {
  const auto kind = rules.mapping.states.find(model::Kind::request);
  if (kind == rules.mapping.states.end()) return false;
  const auto names = kind->second.find(State::in_progress);
  const auto& allowed = request.allowed_statuses;
  return names != kind->second.end() && !names->second.empty() &&
         std::find(allowed.begin(), allowed.end(), names->second.front()) != allowed.end();
}

void keep_current(PlanBuilder& builder, const model::Issue& request, base::Instant released) {
  const auto write = [&]() -> model::IssueChange& {
    return builder.change_of(request, Phrase("why.request", {{"issue", request.id.value}}));
  };
  const auto begun = passages(request);
  const auto* moved = begun.empty() ? nullptr : begun.back().event;
  if (request.status.state == State::fresh && !is_persons_since(moved, released) &&
      may_begin(builder.rules, request))
    write().state = State::in_progress;
  const auto promised = released_day(builder.situation);
  if (!promised || request.due_date == promised) return;
  if (!is_persons_since(last_change_of(request, "due_date"), released)) write().due_date = promised;
}

}  // namespace

bool is_released(const Situation& situation) {
  return !is_rehearsal(situation) && situation.change.is_ticked(Field::shown_to_client) &&
         is_word_of_tam(situation, Field::shown_to_client);
}

std::optional<base::Date> released_day(const Situation& situation) {
  const auto promised = base::parse_date(situation.change.field(Field::promised));
  return promised && is_word_of_tam(situation, Field::promised) ? promised : std::nullopt;
}

void keep_requests_current(PlanBuilder& builder) {
  const auto& situation = builder.situation;
  if (!is_released(situation)) return;
  const auto released = released_at(situation.change);
  for (const auto& request : situation.requests) {
    if (!request.is_closed && request.has_history) keep_current(builder, request, released);
  }
}

}  // namespace estafeta::change
