#include "connector/service/site/audience.h"

namespace estafeta::service {

using tracker::Audience;

Audience audience_of(const tracker::NewIssue& issue) {
  return issue.assignee || !issue.watchers.empty() ? Audience::everyone : Audience::nobody;
}

Audience audience_of(model::Kind kind, const tracker::IssueUpdate& change) {
  if (!change.note.empty()) return Audience::everyone;
  const bool concerns_holder = change.state || change.assignee;
  return kind == model::Kind::task && concerns_holder ? Audience::assignee : Audience::nobody;
}

}  // namespace estafeta::service
