// What must hold of everything that happened in a tracker, whatever broke meanwhile: read from the histories
// of its issues alone, so that a simulation, a fault rig and a test on a real tracker can be judged by it.
//
// What each promise is: tests/simulator/README.md. Pure; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/model/issue.h"

namespace estafeta::testing {

enum class Promise {
  key_once,       // no two tasks of a change have one key
  order,          // nothing becomes ready before what it waits for is done or was let go
  persons_date,   // a date that a person set is not written over
  persons_work,   // who works at a task is not replaced
  note_once,      // no note is written twice
  threshold_once  // no threshold of a clock is told twice
};
std::string_view to_string(Promise promise);

struct Broken {
  Promise promise;
  base::IssueId issue;
  std::string what;
};

// `all`: every issue there is, with its history.
std::vector<Broken> broken_promises(const std::vector<model::Issue>& all);

}  // namespace estafeta::testing
