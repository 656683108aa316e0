// The clients' own requests that nobody has taken up: still in the state `new`. The desk lists them.
//
// Made of the rows that the poll shows anyway, and kept in the store. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/time.h"
#include "connector/model/issue.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/issue_reader.h"

namespace estafeta::service {

struct Request {
  std::string client;  // id
  std::string title;
  base::Instant since;

  friend bool operator==(const Request&, const Request&) = default;
};

class Requests {
 public:
  static base::Result<Requests> read(store::Store& store);

  // Rows of any kind, as a list shows them now. True: the desks have something else to say.
  bool take(const Site& site, const std::vector<model::Issue>& rows);
  // What was deleted or hidden shows in no poll: asks for all that are known.
  base::Status ask_again(const Site& site, tracker::IssueReader& tracker);
  base::Status keep(store::Store& store) const;

  const std::map<base::IssueId, Request>& all() const { return all_; }

 private:
  std::map<base::IssueId, Request> all_;
};

}  // namespace estafeta::service
