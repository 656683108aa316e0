// What changed since last time, without losing a row: keyset paging over the time of the last change.
//
// Pages by offset lose rows that move while they are read; here each page begins at the time the last one
// ended with. An overlap catches changes that were stamped before and committed after the last poll. Within
// one second with more rows than a page, rows are paged by id. A row whose second is still running is not
// remembered as seen: it may change once more within it.
#pragma once

#include <functional>
#include <vector>

#include "connector/http/client.h"
#include "connector/tracker/issue_reader.h"

namespace estafeta::tracker::redmine {

inline constexpr std::size_t kPageSize = 100;  // Redmine cuts down anything above it

// The issues of one GET /issues.json with that query.
using FetchPage = std::function<base::Result<std::vector<model::Issue>>(const http::Pairs& query)>;

// The next page's rows that were not seen before; an error leaves the cursor where it was.
base::Result<std::vector<model::Issue>> poll(PollCursor& cursor, const FetchPage& fetch,
                                             const std::function<base::Instant()>& server_time);

// Every issue of a query, by id.
base::Result<std::vector<model::Issue>> all_by_id(const http::Pairs& query, const FetchPage& fetch);

}  // namespace estafeta::tracker::redmine
