// The clients' own requests that wait for somebody, made of the rows that the poll shows anyway, and kept in
// the store. Of those that somebody has taken up the history is read when they change. One thread.
#pragma once

#include <vector>

#include "connector/model/issue.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/issue_reader.h"
#include "connector/views/requests.h"

namespace estafeta::service {

class KeptRequests {
 public:
  static base::Result<KeptRequests> read(store::Store& store);

  // Rows of any kind, as a list shows them now. True: the desks have something else to say.
  base::Result<bool> take(const Site& site, tracker::IssueReader& tracker,
                          const std::vector<model::Issue>& rows);
  // What was deleted or hidden shows in no poll: asks for all that are known.
  base::Status ask_again(const Site& site, tracker::IssueReader& tracker);
  base::Status keep(store::Store& store) const;

  const views::Requests& all() const { return all_; }

 private:
  // Without a history what was asked is as it was known.
  void take(const Site& site, const model::Issue& issue);

  views::Requests all_;
};

}  // namespace estafeta::service
