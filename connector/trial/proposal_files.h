// A proposal as the files of a site: mappings and settings like the bundled ones, with the reason of each
// guess as a comment beside it, to be edited and used again. Pure.
#pragma once

#include <map>
#include <string>

#include "connector/messages/catalogue.h"
#include "connector/trial/guess.h"

namespace estafeta::trial {

// What no tracker tells.
struct ProposalSetting {
  std::string url;
  std::string key_file;  // absolute
  std::string ca_file;   // absolute; empty: none
  std::string zone;
  base::Phrase zone_why;
  base::Instant now;
  // For a first look, or for a service that stays.
  enum class Purpose { trial, service } purpose = Purpose::trial;
  std::string store = "store.sqlite3";
  std::string account = {};  // login of the service's account; empty: as in the bundled file
};

// By path below the folder, `mappings/tracker.yaml` among them. `bundled_tracker` is the tracker.yaml that
// comes with the program: what cannot be guessed (changes, tasks, fields …) is as there.
std::map<std::string, std::string> proposal_files(const Proposal& proposal, const ProposalSetting& setting,
                                                  const std::string& bundled_tracker,
                                                  const messages::Speaker& speaker);

// A double-quoted scalar of YAML.
std::string yaml_text(std::string_view text);

}  // namespace estafeta::trial
