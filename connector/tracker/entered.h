// The port to what people enter in the tracker's own pages: maintenance windows, freezes, absences.
//
// A tracker without Estafeta's plugin has none. Errors and thread rule as tracker/tracker.h says.
#pragma once

#include <string>

#include "connector/base/status.h"

namespace estafeta::tracker {

struct EnteredText {
  std::string version;  // another one with every change
  std::string text;     // JSON, as config/entered.h reads it
};

class Entered {
 public:
  virtual ~Entered() = default;

  // The version that the tracker told last, with whatever it answered; empty: none yet. Asks nothing.
  virtual std::string told_version() = 0;
  // not_found: the tracker keeps none.
  virtual base::Result<EnteredText> entered() = 0;
};

}  // namespace estafeta::tracker
