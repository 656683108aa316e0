// The proposals of a period, for the bonus of those who made them: what was noticed, agreed, done or declined
// in it, and how many of each person's the clients agreed to. Pure.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connector/calendar/zone.h"
#include "connector/sla/statistics/period.h"
#include "connector/views/proposals.h"

namespace estafeta::views {

struct ListedProposal {
  base::IssueId issue;
  std::string client;  // as people call it; empty: none that is known
  std::string title;
  model::State state = model::State::fresh;
  std::vector<std::string> people;
  base::Date made{};
  std::optional<base::Date> agreed;
  std::optional<base::Date> done;
  std::optional<base::Date> declined;  // of one that is
  std::string reason;
};

struct ProposalList {
  sla::Period period;
  std::vector<ListedProposal> proposals;            // by number
  std::vector<std::pair<std::string, int>> agreed;  // in the period, by person; the most first
};

// `client`: its id; empty: of all.
ProposalList proposals_of(const Proposals& all, const model::Clients& clients, const sla::Period& period,
                          const calendar::Zone& zone, const std::string& client);

}  // namespace estafeta::views
