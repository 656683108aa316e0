// Tells people in the tracker, once, what Estafeta cannot do for them and what they can do about it: the TAM
// of a change by a note, the duty of an incident by a private one.
//
// Whether it was told is the caller's to remember; should that be lost, a note of the same words from the
// last day is not repeated. One thread; errors as the ports'.
#pragma once

#include <string>
#include <vector>

#include "connector/service/incidents/notifier.h"
#include "connector/service/site/site.h"
#include "connector/service/site/watched_writes.h"
#include "connector/store/store.h"

namespace estafeta::service {

class Trouble {
 public:
  // All must outlive it.
  Trouble(const Site& site, WatchedWrites& writes, tracker::IssueReader& reader, Notifier& notifier,
          const base::Clock& clock)
      : site_(site), writes_(writes), reader_(reader), notifier_(notifier), clock_(clock) {}

  // This change or incident, read with its history, stands still; the status says why and the way out.
  base::Status tell_standstill(const model::Issue& issue, const base::Status& why);
  // Parts of it, or of its tasks, that the tracker refuses; the rest is written.
  base::Status tell_refusals(const model::Issue& issue, const std::vector<store::Refusal>& refusals);

 private:
  base::Status tell(const model::Issue& issue, const std::vector<base::Phrase>& paragraphs);

  const Site& site_;
  WatchedWrites& writes_;
  tracker::IssueReader& reader_;
  Notifier& notifier_;
  const base::Clock& clock_;
};

// The pieces of a refusal, called as the tracker's people see them.
std::vector<base::Phrase> names_of(const store::Refusal& refusal, const model::TrackerMapping& mapping);

}  // namespace estafeta::service
