// What the rules of the overviews must know of a site. Its parts must outlive it; no thread rule.
#pragma once

#include "connector/base/time.h"
#include "connector/change/tree/situation.h"
#include "connector/model/mapping.h"
#include "connector/sla/clocks/policy.h"

namespace estafeta::views {

struct Organisation {
  const model::Departments& departments;
  const model::Clients& clients;
  const change::Rules& rules;
  base::Seconds silent_after;  // working time without a word from anybody
  const sla::PolicySet& policies;
};

}  // namespace estafeta::views
