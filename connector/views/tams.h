// The role of the TAM, for who answers for it: how much of it each TAM carries, which clients have one and
// which would need one, and how clients with a TAM fare beside those without and beside the time before.
//
// About the month under way and the eleven before it; changes up to now, clocks up to the last midnight. Made
// of what is kept for the desks and of what is asked once a day (TamFacts). Says no time of its own making,
// so that it changes only with what it tells of. Pure; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/time.h"
#include "connector/model/mapping.h"
#include "connector/sla/statistics/period.h"
#include "connector/views/desk.h"
#include "connector/views/dossier.h"
#include "connector/views/overview.h"
#include "connector/views/tam_facts.h"

namespace estafeta::views {

// How a client, or several, fared in a stretch of time.
struct Service {
  int changes = 0;  // done; reviews of outages are none
  int kept = 0;     // of them, by the promised day
  int late = 0;     // after it; what had no promised day is neither
  Waited waited;    // of the changes that were done
  DecidedClocks clocks;
  int marks = 0;  // that the client gave to changes
  int mark_sum = 0;

  Service& operator+=(const Service& other);
  bool empty() const { return changes == 0 && clocks == DecidedClocks{}; }
};

struct TamClient {
  std::string id;
  std::string name;
  std::vector<std::string> tams;         // by name
  std::vector<std::string> deputies;     // likewise
  std::optional<base::Date> since;       // it has a TAM; none: it has none, or nobody has said
  std::vector<std::string> departments;  // titles of those that worked for it in the months of the rule
  bool is_needed = false;                // a TAM, by the rule
  Service before;                        // the time before the TAM; of a client without one, all
  Service with;                          // the time with the TAM

  bool has_tam() const { return !tams.empty(); }
};

// What one TAM carries.
struct TamLoad {
  std::string person;
  std::vector<std::string> clients;         // by name
  int duties = 0;                           // that wait on their desks
  std::optional<base::Seconds> this_month;  // recorded; none: the tracker keeps no times
  std::optional<base::Seconds> last_month;
};

// What a client said of a change.
struct TamMark {
  std::string client;  // by name
  base::IssueId change;
  std::string title;
  CardMark mark;
};

struct TamOverview {
  model::TamRules rules;
  std::vector<std::string> upper_level;  // titles of the departments of the rule
  sla::Period period;
  sla::Period this_month;
  sla::Period last_month;
  base::Seconds allowed_this_month{0};  // that the role may take of one's working time
  base::Seconds allowed_last_month{0};
  std::vector<TamLoad> loads;      // by name
  std::vector<TamClient> clients;  // by name
  Service with;                    // of all clients in the time in which they had a TAM
  Service without;                 // of those without, and of the others before they had one
  std::vector<TamMark> marks;      // the latest first

  // Nothing that is worth a page.
  bool empty() const;
};

// Which twelve months it is about.
sla::Period tam_period(base::Date today);
// The parts of it before a client had a TAM, and since; a part without a day ends before it begins.
std::pair<sla::Period, sla::Period> tam_parts(const model::Client& client, const sla::Period& period);

// `desks` and `facts` by client.
TamOverview tams_of(const Overview& overview, const std::map<std::string, Desk>& desks,
                    const std::map<std::string, DailyFacts>& facts);

}  // namespace estafeta::views
