#include "connector/service/site/audience.h"

namespace estafeta::service {

using tracker::Audience;

Audience audience_of(const tracker::NewIssue& issue) {
  return issue.assignee || !issue.watchers.empty() ? Audience::everyone : Audience::nobody;
}

Audience audience_of(model::Kind kind, const tracker::IssueUpdate& change) {
  // A client's request is written only for the client to know.
  if (!change.note.empty() || kind == model::Kind::request) return Audience::everyone;
  const bool concerns_holder = change.state || change.assignee;
  return kind == model::Kind::task && concerns_holder ? Audience::assignee : Audience::nobody;
}

}  // namespace estafeta::service
