// Names that people give to commands, looked up among those that a site has.
//
// Each answers ok, or not_found with the near name, if there is one, and all there are. Pure.
#pragma once

#include <string>

#include "connector/service/site/site.h"

namespace estafeta::service {

base::Status known_client(const Site& site, const std::string& id);
base::Status known_department(const Site& site, const std::string& id);
base::Status known_template(const Site& site, const std::string& name);
// Whether it is the project of a client.
base::Status known_project(const Site& site, const std::string& project);

}  // namespace estafeta::service
