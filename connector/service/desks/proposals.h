// Proposals that somebody still has to do something about, kept in the store: the poll names those that
// changed, and their histories are read then. One thread.
#pragma once

#include <vector>

#include "connector/model/issue.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/issue_reader.h"
#include "connector/views/proposals.h"

namespace estafeta::service {

class KeptProposals {
 public:
  static base::Result<KeptProposals> read(store::Store& store);

  // Rows of any kind, as a list shows them now. True: the desks have something else to say.
  base::Result<bool> take(const Site& site, tracker::IssueReader& tracker,
                          const std::vector<model::Issue>& rows);
  // What was deleted shows in no poll, nor does that one was linked or marked a duplicate: asks for all that
  // are known.
  base::Status ask_again(tracker::IssueReader& tracker);
  base::Status keep(store::Store& store) const;

  const views::Proposals& all() const { return all_; }

 private:
  base::Status read_again(const Site& site, tracker::IssueReader& tracker,
                          const std::vector<base::IssueId>& ids);

  views::Proposals all_;
};

}  // namespace estafeta::service
