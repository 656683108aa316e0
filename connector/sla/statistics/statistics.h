// Makes the report of a period of incidents that are handed over one after another.
//
// Keeps a row for each clock that the period's figures count, not the incidents themselves. What is open
// counts if it was created before the period's end, with its state as it is now. The order in which incidents
// come changes nothing. Not safe for several threads.
#pragma once

#include <map>
#include <memory>

#include "connector/sla/incident/judge.h"
#include "connector/sla/incident/record.h"
#include "connector/sla/statistics/report.h"

namespace estafeta::sla {

class Statistics {
 public:
  explicit Statistics(Question question);
  ~Statistics();

  // `judged` as of the question's `now`.
  void add(const Record& record, const Judged& judged);
  // That it keeps so far.
  std::size_t rows() const;
  // What all of them came to. Once.
  Report report();

 private:
  class Gatherer;
  std::unique_ptr<Gatherer> gatherer_;
};

}  // namespace estafeta::sla
