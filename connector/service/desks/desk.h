// A client's desk and a department's page, made of the cards of changes. Pure.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "connector/render/desks/department.h"
#include "connector/render/desks/desk.h"
#include "connector/render/desks/digest.h"
#include "connector/service/desks/card.h"
#include "connector/service/desks/requests.h"
#include "connector/service/site/site.h"

namespace estafeta::service {

using Cards = std::map<base::IssueId, ChangeCard>;

// What is known of somebody who holds a task: `login` empty: not asked.
struct Person {
  std::string login;
  bool gone = false;  // the account is locked, deleted or hidden
};
using People = std::map<base::PrincipalId, Person>;

// Why somebody who holds a task will not act on it; nothing: he may.
std::optional<base::Phrase> absence_of(const Site& site, const CardTask& task, const People& people,
                                       base::Instant now);

struct Overview {
  const Site& site;
  const Cards& cards;
  const People& people;
  base::Instant now;
  messages::Speaker speaker;  // plain
};

// `digests` by client: what is known of incidents, breaches without a cause among it.
render::Desk desk_of(const Overview& overview, const model::Client& client,
                     const std::map<std::string, render::Digest>& digests, const Requests& requests);
render::DepartmentView department_of(const Overview& overview, const model::Department& department);

// When a desk or a department's page will say something else though nobody does anything.
base::Instant changes_at(const Overview& overview);

}  // namespace estafeta::service
