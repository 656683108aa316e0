// Gathers all a decision about one change depends on: the change and its tasks with their histories, what is
// desired, the project's facts, the plan's page as it stands.
#pragma once

#include "connector/change/tree/situation.h"
#include "connector/service/changes/desired.h"
#include "connector/service/site/facts.h"
#include "connector/service/site/site.h"
#include "connector/tracker/issue_reader.h"
#include "connector/tracker/pages.h"

namespace estafeta::service {

struct Observation {
  change::Situation situation;
  std::string origin;     // for the attachment, see Desired
  std::string page_text;  // the plan's page as it stands; empty: there is none
};

class Observer {
 public:
  Observer(const Site& site, tracker::IssueReader& reader, tracker::Pages& pages, Facts& facts,
           base::PrincipalId account)
      : site_(site), reader_(reader), pages_(pages), facts_(facts), account_(std::move(account)) {}

  base::Result<Observation> observe(base::IssueId change, base::Instant now);

 private:
  base::Status read_children(change::Situation& situation);
  base::Status read_below(change::Situation& situation);
  // One request, where anything outside blocks a task.
  base::Status read_copied(change::Situation& situation);
  base::Status read_elsewhere(change::Situation& situation);
  // One request, where the change is related to anything; with the histories, where the client is to see
  // there how it stands.
  base::Status read_requests(change::Situation& situation);
  base::Status read_page(Observation& observation);
  void judge_texts(change::Situation& situation) const;
  void read_hand_overs(change::Situation& situation) const;

  const Site& site_;
  tracker::IssueReader& reader_;
  tracker::Pages& pages_;
  Facts& facts_;
  base::PrincipalId account_;
};

}  // namespace estafeta::service
