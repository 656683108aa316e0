// What people entered in the tracker's own pages, added to what the mapping files say: maintenance windows,
// change freezes, absences.
//
// `sources` of clients.yaml and departments.yaml say which of the two counts. The text is JSON:
//   {"windows": [{"project", "zone", "days": ["tue"], "from": "01:00", "until": "04:00",
//                 "valid_from": date or null, "valid_until": date or null}],
//    "freezes": [{"project", "from": instant, "until": instant, "why"}],
//    "absences": [{"who": login or null, "name", "from": date, "until": date, "stand_in": name or null}]}
// Further keys are ignored. A shift that ends not after its begin runs into the next day. Pure; no thread
// rule.
#pragma once

#include <string>

#include "connector/base/diagnostic.h"
#include "connector/config/mappings.h"

namespace estafeta::config {

struct AddedEntries {
  int windows = 0;
  int freezes = 0;
  int absences = 0;
  base::Diagnostics problems;  // what cannot be used, each a warning; the rest counts
};

// An empty text: nothing was ever entered, and the mappings stay as they are.
AddedEntries add_entered(const std::string& text, Mappings& mappings);

}  // namespace estafeta::config
