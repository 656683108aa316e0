// What desks and departments' pages are made of: the cards of all changes, and who holds their tasks. Pure;
// no thread rule.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/phrase.h"
#include "connector/base/time.h"
#include "connector/messages/catalogue.h"
#include "connector/model/register.h"
#include "connector/views/card.h"
#include "connector/views/organisation.h"
#include "connector/views/proposals.h"
#include "connector/views/repeats.h"
#include "connector/views/waiting_digest.h"

namespace estafeta::views {

using Cards = std::map<base::IssueId, ChangeCard>;

// What is known of somebody who holds a task: `login` empty: not asked.
struct Person {
  std::string login;
  bool gone = false;  // the account is locked, deleted or hidden
};
using People = std::map<base::PrincipalId, Person>;

// The review of an outage that Estafeta could not make so far.
struct LackingReview {
  base::IssueId incident;
  std::string client;  // id
  std::string title;   // of the incident
  std::string why;     // worded
  base::Instant since;

  friend bool operator==(const LackingReview&, const LackingReview&) = default;
};

// Its parts must outlive it.
struct Overview {
  Organisation organisation;
  const Cards& cards;
  const People& people;
  base::Instant now;
  messages::Speaker speaker;                                    // plain
  const model::Register* registered = nullptr;                  // of all clients; null: nothing
  const Proposals* proposals = nullptr;                         // likewise
  const Repeats* repeats = nullptr;                             // likewise
  const std::vector<LackingReview>* lacking_reviews = nullptr;  // likewise
  const std::vector<WaitingDigest>* waiting_digests = nullptr;  // likewise
  // Whose the incidents of a review are that stands in no client's project.
  const std::map<base::IssueId, std::string>* clients_of_incidents = nullptr;  // likewise
};

// Somebody must act on it now.
bool is_live(const CardTask& task);
bool is_silent(const CardTask& task, base::Instant now);
// Why somebody who holds a task will not act on it; nothing: he may.
std::optional<base::Phrase> absence_of(const Overview& overview, const CardTask& task);

// When a desk or a department's page will say something else though nobody does anything.
base::Instant changes_at(const Overview& overview);

}  // namespace estafeta::views
