#include "connector/views/requests.h"

namespace estafeta::views {

std::optional<Request> request_of(const model::Issue& row, const model::Clients& clients) {
  const model::Client* client = clients.of_project(row.project, row.above);
  const bool is_left = row.kind == model::Kind::request && !row.is_closed && client != nullptr &&
                       row.status.state == model::State::fresh;
  if (!is_left) return std::nullopt;
  return Request{client->id, row.subject, row.created};
}

}  // namespace estafeta::views
