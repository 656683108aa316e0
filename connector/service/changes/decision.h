// What would be done about one change now, and how whoever shows changes asks for it.
#pragma once

#include <functional>

#include "connector/base/ids.h"
#include "connector/base/status.h"
#include "connector/model/plan.h"
#include "connector/service/changes/observer.h"

namespace estafeta::service {

struct ChangeDecision {
  Observation observation;
  model::Plan plan;
};

// Reads that change and decides about it; writes nothing.
using DecideChange = std::function<base::Result<ChangeDecision>(base::IssueId)>;

}  // namespace estafeta::service
