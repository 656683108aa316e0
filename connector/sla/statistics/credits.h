// What clients get back of a month's fee, by the terms of the policies in force.
//
// From outcomes and incidents as the report of the month counts them. Of downtime what lies in a maintenance
// window of the client, or was excluded by a correction, does not count; times at which several incidents
// tell of an outage count once. Pure; not safe for several threads.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connector/sla/clocks/credit_terms.h"
#include "connector/sla/incident/judge.h"
#include "connector/sla/incident/record.h"
#include "connector/sla/statistics/outcome.h"
#include "connector/sla/statistics/period.h"

namespace estafeta::sla {

struct CreditLine {
  enum class Kind { compliance, each_breach, availability };
  Kind kind = Kind::compliance;
  std::string clock;          // empty: of availability
  int met = 0;                // compliance
  int breached = 0;           // compliance, each_breach
  base::Seconds down{0};      // availability
  base::Seconds promised{0};  // availability: the hours of the month without maintenance
  std::optional<Percent>
      reached;  // rounded down; none: nothing was decided, or breaches are counted one by one
  std::optional<Percent> below;  // the bound that was missed
  Percent credit = 0;
  std::vector<base::IssueId> issues;  // breached, or down; by number

  friend bool operator==(const CreditLine&, const CreditLine&) = default;
};
std::string_view to_string(CreditLine::Kind kind);

struct ClientCredits {
  std::string client;  // id
  std::string policy;
  std::vector<CreditLine> lines;
  Percent credit = 0;
  bool is_capped = false;  // the terms allow no more
};

class Credits {
 public:
  // `client`: of this one alone; empty: of all. What is still open counts until `now`. All must outlive it.
  Credits(const Period& month, const calendar::Zone& zone, const model::Clients& clients,
          const PolicySet& policies, const calendar::CalendarSet& calendars, std::string client,
          base::Instant now);

  void add(const Record& record, const Judged& judged);
  // By client and policy; of policies without terms nothing. Once.
  std::vector<ClientCredits> lines();

 private:
  struct Account {
    const CreditTerms* terms = nullptr;
    const model::Client* client = nullptr;
    std::map<std::string, std::pair<int, int>> clocks;           // met and breached
    std::map<std::string, std::vector<base::IssueId>> breached;  // by clock
    std::vector<std::pair<base::IssueId, calendar::Interval>> down;
  };

  Account* account_of(const model::Client* client, const InForce& in_force);
  void add_downtime(const Record& record, Account& account) const;
  CreditLine availability(const Account& account, const AvailabilityTerms& terms) const;
  void settle(const Account& account, ClientCredits& credits) const;

  Period month_;
  calendar::Zone zone_;
  const calendar::CalendarSet& calendars_;
  std::string client_;
  base::Instant now_;
  calendar::Interval whole_;
  std::map<std::pair<std::string, std::string>, Account> accounts_;  // by client and policy
};

}  // namespace estafeta::sla
