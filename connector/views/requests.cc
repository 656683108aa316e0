#include "connector/views/requests.h"

namespace estafeta::views {

namespace {

const model::Client* client_of_open(const model::Issue& row, const model::Clients& clients) {
  if (row.kind != model::Kind::request || row.is_closed) return nullptr;
  return clients.of_project(row.project, row.above);
}

bool is_fresh(const model::Issue& row) {
  return row.status.state == model::State::fresh;
}

}  // namespace

bool needs_history(const model::Issue& row, const model::Clients& clients) {
  return client_of_open(row, clients) != nullptr && !is_fresh(row);
}

// What Estafeta or another automaton writes is no answer.
std::optional<base::Instant> asked_since(const model::Issue& issue) {
  std::optional<base::Instant> asked;
  for (const auto& event : issue.events) {
    if (!event.comment || event.comment->is_private || event.own) continue;
    if (event.by == model::Actor::customer && !asked) asked = event.at;
    if (event.by == model::Actor::staff) asked.reset();
  }
  return asked;
}

std::optional<Request> request_of(const model::Issue& row, const model::Clients& clients,
                                  const std::optional<base::Instant>& asked) {
  const auto* client = client_of_open(row, clients);
  if (client == nullptr || (!is_fresh(row) && !asked)) return std::nullopt;
  return Request{client->id, row.subject, row.created, is_fresh(row), asked};
}

}  // namespace estafeta::views
