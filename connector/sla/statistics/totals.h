// What the clocks of a period came to, without the lists behind the figures: a few bytes an incident, where
// statistics.h keeps a row.
//
// Counts as statistics.h does. Not safe for several threads.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connector/sla/incident/judge.h"
#include "connector/sla/incident/record.h"
#include "connector/sla/statistics/report.h"

namespace estafeta::sla {

struct ClockTotal {
  std::string clock;
  Figures figures;  // met, breached and their median; nothing else is counted
};

class Totals {
 public:
  explicit Totals(Question question) : asked_(std::move(question)) {}

  // `judged` as of the question's `now`.
  void add(const Record& record, const Judged& judged);
  // Of every clock of which something was decided, in the order of reports. Once.
  std::vector<ClockTotal> take();

 private:
  struct Decided {
    Figures figures;
    std::vector<base::Seconds> times;
  };

  Question asked_;
  std::map<std::string, Decided> clocks_;
};

}  // namespace estafeta::sla
