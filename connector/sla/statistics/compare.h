// The same incidents judged by two sets of policies: what would be different. Pure; not safe for several
// threads.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "connector/sla/statistics/outcome.h"
#include "connector/sla/statistics/period.h"
#include "connector/sla/statistics/report.h"

namespace estafeta::sla {

// A clock that would count as something else.
struct Flip {
  base::IssueId issue;
  std::string client;
  std::string clock;
  Standing was = Standing::met;
  Standing would_be = Standing::met;
  int cycle = 0;  // of a clock in cycles
};

struct Compared {
  Figures stands;
  Figures would_be;
  int other_due = 0;  // clocks of which only the instant they are due would be another
};

struct Comparison {
  Period period;
  std::map<std::pair<std::string, std::string>, Compared> clocks;  // by client and clock
  std::vector<Flip> flips;                                         // by issue
  int incidents = 0;
};

class Comparer {
 public:
  Comparer(Period period, calendar::Zone zone, base::Instant now);

  // A clock is compared if it belongs to the period by one of the two, or is open by both and was created in
  // it.
  void add(const Record& record, const Judged& stands, const Judged& would_be);
  // Once.
  Comparison comparison();

 private:
  bool belongs(const Record& record, const Outcome& outcome) const;
  void compare(const Record& record, const std::string& client, const Outcome* was, const Outcome* is);

  calendar::Zone zone_;
  base::Instant now_;
  Comparison result_;
};

}  // namespace estafeta::sla
