// What engineers noticed at a client or propose to it, from the first line to what came of it: who made it,
// who moved it on and when. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/time.h"
#include "connector/model/issue.h"
#include "connector/model/mapping.h"

namespace estafeta::views {

// It came into that state.
struct ProposalStep {
  model::State state = model::State::fresh;
  base::Instant at;
  std::string who;

  friend bool operator==(const ProposalStep&, const ProposalStep&) = default;
};

struct Proposal {
  std::string client;  // id; empty: none that is known
  std::string title;
  model::State state = model::State::fresh;
  std::vector<ProposalStep> steps;       // the first one is its making
  std::string reason;                    // of one that was declined; empty: none was given
  std::optional<base::IssueId> same_as;  // it is marked a duplicate of that one
  // Issues of any kind, by a relation or because its text or its notes name them (`#12`): between projects
  // trackers need not take a relation.
  std::set<base::IssueId> related;

  friend bool operator==(const Proposal&, const Proposal&) = default;
};
using Proposals = std::map<base::IssueId, Proposal>;

// Needs the history; nothing: it is no proposal.
std::optional<Proposal> proposal_of(const model::Issue& issue, const model::Clients& clients);

// Neither done nor declined.
bool is_open(const Proposal& proposal);
// When it last came into that state; nothing: it did not.
std::optional<base::Instant> came_into(const Proposal& proposal, model::State state);

// Who shares the credit: who made it, then who made what is the same, as far as one is marked a duplicate of
// the other; each once.
std::vector<std::string> credited(const Proposals& all, base::IssueId id);
// It is one of several that say the same, and not the one that goes on.
bool is_counted_elsewhere(const Proposals& all, const Proposal& proposal);
// What it is marked a duplicate of, where that had been declined before this was noticed: it happens again,
// and counts by itself. Null: nothing of the kind.
const Proposals::value_type* declined_before(const Proposals& all, const Proposal& proposal);

}  // namespace estafeta::views
