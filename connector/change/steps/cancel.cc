// A task that is cancelled.
#include "connector/change/steps/steps.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

void cancel(const model::Issue& issue, model::IssueChange& change) {
  change.state = model::State::cancelled;
  if (began_at(issue)) change.note.push_back(base::Phrase("told.stop_work"));
}

}  // namespace estafeta::change
