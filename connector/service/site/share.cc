#include "connector/service/site/share.h"

namespace estafeta::service {

namespace {

constexpr std::string_view kClient = "client/";

}  // namespace

std::set<std::string> parts_of(const model::Clients& clients) {
  std::set<std::string> parts{kSitePart};
  for (const auto& [id, client] : clients.all) parts.insert(part_of_client(id));
  return parts;
}

std::string part_of_client(const std::string& client_id) {
  return std::string(kClient) + client_id;
}

std::string client_of_part(std::string_view part) {
  return part.starts_with(kClient) ? std::string(part.substr(kClient.size())) : "";
}

std::string part_of(const model::Clients& clients, const model::Issue& issue) {
  const auto* client = clients.of_project(issue.project, issue.above);
  return client == nullptr ? kSitePart : part_of_client(client->id);
}

}  // namespace estafeta::service
