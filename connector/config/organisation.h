// departments.yaml and clients.yaml: who works, for whom, when.
//
// Inside config/ only; mappings.h is the way in.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "connector/calendar/calendar.h"
#include "connector/config/reader.h"
#include "connector/document/node.h"
#include "connector/model/mapping.h"

namespace estafeta::config {

// What calendars.yaml and policies.yaml define, faulty ones included; none: the file could not be read, so
// what names something of it cannot be checked.
struct KnownNames {
  std::optional<std::set<std::string>> calendars;
  std::optional<std::set<std::string>> policies;
};

// `root` holds `departments`, `duty`, `away`, `competences`, `moved` and `sources`. Calendars and policies
// must be among the names.
model::Departments read_departments(const document::Node& root, const KnownNames& names, Reader& reader);

// `root` holds `clients`, `owners`, `tam` and `sources`. Maintenance windows join the calendars as
// `windows:<client>`.
model::Clients read_clients(const document::Node& root, const KnownNames& names,
                            const std::string& site_language, calendar::CalendarSet& calendars,
                            Reader& reader);

}  // namespace estafeta::config
