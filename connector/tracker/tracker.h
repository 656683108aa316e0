// What Estafeta needs of an issue tracker, in its own words: six ports, of which each part takes those it
// needs.
//
// Implementations: redmine/ (REST) and tests/fake/ (in memory, for faults). All pass the same contract tests.
// Not safe for several threads.
//
// Codes: unavailable (no proper answer: for a write, whether it happened is unknown), aborted (somebody
// changed it meanwhile: read again), permission_denied, not_found (also: not visible any more),
// failed_precondition (the tracker said yes and did not do it, or a person must act), invalid_argument (it
// says the value is wrong).
#pragma once

#include "connector/tracker/directory.h"
#include "connector/tracker/documents.h"
#include "connector/tracker/entered.h"
#include "connector/tracker/issue_reader.h"
#include "connector/tracker/issue_writer.h"
#include "connector/tracker/pages.h"

namespace estafeta::tracker {

// Refers to the ports of one tracker, or to what stands before some of them; to be copied. The ports must
// outlive it.
struct Tracker {
  Directory& directory;
  IssueReader& reader;
  IssueWriter& writer;
  Pages& pages;
  Documents& documents;
  Entered& entered;
};

// A tracker that can be spoken to, with all its ports stand on.
class Backend {
 public:
  virtual ~Backend() = default;

  virtual Tracker ports() = 0;
};

}  // namespace estafeta::tracker
