#include "connector/service/site/known.h"

#include <algorithm>
#include <vector>

#include "connector/document/nearest.h"

namespace estafeta::service {

namespace {

using base::Phrase;
using Names = std::vector<std::string>;

template <typename Map>
Names names_of(const Map& all) {
  Names names;
  for (const auto& [name, value] : all) names.push_back(name);
  return names;
}

base::Status among(Names known, const std::string& name, const std::string& key) {
  if (std::find(known.begin(), known.end(), name) != known.end()) return {};
  const std::string near = document::nearest(name, known);
  std::vector<std::pair<std::string, base::PhraseValue>> values{{"text", name}, {"known", std::move(known)}};
  if (near.empty()) return {base::Code::not_found, Phrase(key, std::move(values))};
  values.emplace_back("near", near);
  return {base::Code::not_found, Phrase(key + "_near", std::move(values))};
}

}  // namespace

base::Status known_client(const Site& site, const std::string& id) {
  return among(names_of(site.mappings.clients.all), id, "cli.unknown_client");
}

base::Status known_department(const Site& site, const std::string& id) {
  return among(names_of(site.mappings.departments.all), id, "cli.unknown_department");
}

base::Status known_template(const Site& site, const std::string& name) {
  return among(names_of(site.templates), name, "cli.unknown_template");
}

base::Status known_project(const Site& site, const std::string& project) {
  Names projects;
  for (const auto& [id, client] : site.mappings.clients.all) projects.push_back(client.project);
  return among(std::move(projects), project, "cli.unknown_project");
}

}  // namespace estafeta::service
