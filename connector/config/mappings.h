// The folder of mapping files and the folder of templates, read and checked as a whole.
//
// Every problem of every file is reported at once, those between files too: a department with a calendar that
// is nowhere, a contract with a policy nobody wrote. Plain data once loaded; no thread rule.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connector/base/diagnostic.h"
#include "connector/calendar/calendar.h"
#include "connector/config/text_formatting.h"
#include "connector/messages/catalogue.h"
#include "connector/model/mapping.h"
#include "connector/sla/clocks/policy.h"

namespace estafeta::config {

struct Mappings {
  model::TrackerMapping tracker;
  model::Departments departments;
  model::Clients clients;
  calendar::CalendarSet calendars;  // and `windows:<client>` for maintenance windows
  sla::PolicySet policies;
  messages::Catalogue messages;
};

struct LoadedMappings {
  Mappings mappings;
  base::Diagnostics problems;  // good only without errors among them
};

// `language` overrides the one in tracker.yaml; empty: as the file says. `sentences` are used for
// those that the folder messages/ does not have; null: it must have all. `formatting` is the tracker's own.
LoadedMappings load_mappings(const std::string& folder, const std::string& language = "",
                             const messages::Catalogue* sentences = nullptr,
                             const TextFormatting& formatting = {});

// A file of the form of policies.yaml; its problems include those with the calendars it names.
struct LoadedPolicies {
  sla::PolicySet policies;
  base::Diagnostics problems;
};
LoadedPolicies load_policies(const std::string& path, const calendar::CalendarSet& calendars);

}  // namespace estafeta::config
