// The clients' own requests that wait for somebody: nobody has taken them up (still in the state `new`), or
// the client's last words in them have no answer. The desk lists them. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "connector/base/ids.h"
#include "connector/base/time.h"
#include "connector/model/issue.h"
#include "connector/model/mapping.h"

namespace estafeta::views {

struct Request {
  std::string client;  // id
  std::string title;
  base::Instant since;
  bool is_new = true;                       // nobody has taken it up
  std::optional<base::Instant> asked = {};  // since when words of the client stand unanswered

  friend bool operator==(const Request&, const Request&) = default;
};
using Requests = std::map<base::IssueId, Request>;

// An open one of a client that somebody has taken up: only its history tells whether it waits for an answer.
bool needs_history(const model::Issue& row, const model::Clients& clients);

// Since when public notes of the client stand without one of staff after them; needs the history.
std::optional<base::Instant> asked_since(const model::Issue& issue);

// What a row of a list shows, `asked` being known of it; nothing: it is no request, no client's, or waits for
// nobody.
std::optional<Request> request_of(const model::Issue& row, const model::Clients& clients,
                                  const std::optional<base::Instant>& asked);

}  // namespace estafeta::views
