// departments.yaml and clients.yaml: who works, for whom, when.
//
// Inside config/ only; mappings.h is the way in.
#pragma once

#include <set>
#include <string>

#include "connector/calendar/calendar.h"
#include "connector/config/reader.h"
#include "connector/document/node.h"
#include "connector/model/mapping.h"

namespace estafeta::config {

// `root` holds `departments`, `duty`, `away`, `competences` and `moved`. Calendars and policies must be among
// those given.
model::Departments read_departments(const document::Node& root, const calendar::CalendarSet& calendars,
                                    const std::set<std::string>& policies, Reader& reader);

// `root` holds `clients` and `owners`. Maintenance windows join the calendars as `windows:<client>`;
// contracts must name one of `policies`.
model::Clients read_clients(const document::Node& root, const std::set<std::string>& policies,
                            const std::string& site_language, calendar::CalendarSet& calendars,
                            Reader& reader);

}  // namespace estafeta::config
