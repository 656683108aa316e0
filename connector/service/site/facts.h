// What is known of projects and their people, asked once a pass.
#pragma once

#include <map>
#include <string>

#include "connector/change/tree/situation.h"
#include "connector/tracker/directory.h"

namespace estafeta::service {

class Facts {
 public:
  explicit Facts(tracker::Directory& tracker) : tracker_(tracker) {}

  // The facts stay as they were first read until forget(). The pointer holds until then.
  base::Result<const tracker::ProjectFacts*> of(const std::string& project);
  void forget() { known_.clear(); }

 private:
  tracker::Directory& tracker_;
  std::map<std::string, tracker::ProjectFacts> known_;
};

// The part that decisions about changes need.
change::ProjectFacts for_change(const tracker::ProjectFacts& facts);

}  // namespace estafeta::service
