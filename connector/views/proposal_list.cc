#include "connector/views/proposal_list.h"

#include <algorithm>
#include <map>

namespace estafeta::views {

namespace {

using model::State;

// A name that the tracker no longer tells of a client is left empty.
std::string name_of_client(const model::Clients& clients, const std::string& id) {
  const auto found = clients.all.find(id);
  return found == clients.all.end() ? "" : found->second.name;
}

class Lister {
 public:
  Lister(const Proposals& all, const model::Clients& clients, const sla::Period& period,
         const calendar::Zone& zone)
      : all_(all), clients_(clients), zone_(zone) {
    list_.period = period;
  }

  void add(base::IssueId id, const Proposal& proposal) {
    const bool concerns = std::any_of(proposal.steps.begin(), proposal.steps.end(), [&](const auto& step) {
      return list_.period.holds(zone_.local_date(step.at));
    });
    if (!concerns || is_counted_elsewhere(all_, proposal)) return;
    ListedProposal one{id,
                       name_of_client(clients_, proposal.client),
                       proposal.title,
                       proposal.state,
                       credited(all_, id),
                       zone_.local_date(proposal.steps.front().at),
                       day_of(proposal, State::agreed),
                       day_of(proposal, State::done),
                       {},
                       proposal.reason};
    if (proposal.state == State::cancelled) one.declined = day_of(proposal, State::cancelled);
    // What was agreed to and given up afterwards earns nothing.
    const bool counts = one.agreed && !one.declined && list_.period.holds(*one.agreed);
    for (const auto& person : one.people) agreed_[person] += counts ? 1 : 0;
    list_.proposals.push_back(std::move(one));
  }

  ProposalList take() {
    for (const auto& [person, count] : agreed_) {
      if (count > 0) list_.agreed.emplace_back(person, count);
    }
    std::stable_sort(list_.agreed.begin(), list_.agreed.end(),
                     [](const auto& one, const auto& other) { return one.second > other.second; });
    return std::move(list_);
  }

 private:
  std::optional<base::Date> day_of(const Proposal& proposal, State state) const {
    const auto at = came_into(proposal, state);
    return at ? std::optional(zone_.local_date(*at)) : std::nullopt;
  }

  const Proposals& all_;
  const model::Clients& clients_;
  const calendar::Zone& zone_;
  ProposalList list_;
  std::map<std::string, int> agreed_;
};

}  // namespace

ProposalList proposals_of(const Proposals& all, const model::Clients& clients, const sla::Period& period,
                          const calendar::Zone& zone, const std::string& client) {
  Lister lister(all, clients, period, zone);
  for (const auto& [id, proposal] : all) {
    if (client.empty() || proposal.client == client) lister.add(id, proposal);
  }
  return lister.take();
}

}  // namespace estafeta::views
