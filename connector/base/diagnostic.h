// Problems found in files people write, each with where it stands and how to mend it.
//
// Readers of files collect all problems of a file before they give up (Diagnostics), so that a person mends
// them in one go. The words come from messages/. Plain data; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/base/phrase.h"

namespace estafeta::base {

// Lines and columns count from 1; 0 means unknown. Columns count code points, not bytes.
struct Location {
  std::string file;
  int line = 0;
  int column = 0;

  friend bool operator==(const Location&, const Location&) = default;
};

enum class Severity { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  Phrase what;
  Location where;

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

bool has_errors(const Diagnostics& diagnostics);

// `landscape.yaml:3:7`, as far as known.
std::string to_string(const Location& where);

}  // namespace estafeta::base
