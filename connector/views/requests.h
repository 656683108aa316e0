// The clients' own requests that nobody has taken up: still in the state `new`. The desk lists them. Pure.
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

  friend bool operator==(const Request&, const Request&) = default;
};
using Requests = std::map<base::IssueId, Request>;

// What a row of a list shows; nothing: it is no request, no client's, or somebody has taken it up.
std::optional<Request> request_of(const model::Issue& row, const model::Clients& clients);

}  // namespace estafeta::views
