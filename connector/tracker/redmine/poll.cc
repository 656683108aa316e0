#include "connector/tracker/redmine/poll.h"

#include <algorithm>

#include "connector/tracker/cursor.h"

namespace estafeta::tracker::redmine {

namespace {

using base::Instant;
using base::Seconds;
using model::Issue;

class Poll {
 public:
  Poll(const FetchPage& fetch, std::optional<Instant> from) : fetch_(fetch), from_(from) {}

  base::Status run(const std::function<Instant()>& server_time) {
    while (true) {
      http::Pairs query{{"status_id", "*"}, {"sort", "updated_on:asc,id:asc"}, {"include", "relations"}};
      if (from_) query.emplace_back("updated_on", ">=" + base::format_instant(*from_));
      const auto page = fetch_(query);
      if (!page) return page.error();
      if (!read_at_) read_at_ = server_time();
      take(*page);
      if (page->size() < kPageSize) return {};
      if (auto status = advance(page->back().updated); !status.ok()) return status;
    }
  }

  std::vector<Issue> rows() const {
    std::vector<Issue> out;
    for (const auto& [id, issue] : found_) out.push_back(issue);
    return out;
  }

  Instant read_at() const { return *read_at_; }

 private:
  void take(const std::vector<Issue>& page) {
    for (const Issue& issue : page) {
      const auto known = found_.find(issue.id);
      if (known == found_.end() || known->second.updated <= issue.updated) found_[issue.id] = issue;
    }
  }

  base::Status advance(Instant last) {
    if (!from_ || last > *from_) {
      from_ = last;
      return {};
    }
    // A whole page within this second (or the one before: `>=` of Redmine begins a second early).
    const http::Pairs query{{"updated_on", "><" + base::format_instant(*from_ - Seconds(1)) + "|" +
                                               base::format_instant(*from_ + Seconds(1))},
                            {"status_id", "*"},
                            {"include", "relations"}};
    const auto rows = all_by_id(query, fetch_);
    if (!rows) return rows.error();
    take(*rows);
    from_ = *from_ + Seconds(1);
    return {};
  }

  const FetchPage& fetch_;
  std::optional<Instant> from_;
  std::optional<Instant> read_at_;
  std::map<base::IssueId, Issue> found_;
};

}  // namespace

base::Result<std::vector<Issue>> poll(PollCursor& cursor, const FetchPage& fetch,
                                      const std::function<Instant()>& server_time) {
  Poll run(fetch, poll_from(cursor));
  if (auto status = run.run(server_time); !status.ok()) return base::fail(std::move(status));
  return unseen(cursor, run.rows(), run.read_at());
}

base::Result<std::vector<Issue>> all_by_id(const http::Pairs& query, const FetchPage& fetch) {
  std::vector<Issue> rows;
  while (true) {
    http::Pairs page_query = query;
    page_query.emplace_back("sort", "id:asc");
    if (!rows.empty()) page_query.emplace_back("issue_id", ">=" + std::to_string(rows.back().id.value + 1));
    const auto page = fetch(page_query);
    if (!page) return base::fail(page.error());
    // A tracker that ignores the filter by id would send the same page for ever.
    const bool moved = rows.empty() || page->empty() || page->front().id > rows.back().id;
    if (!moved) {
      return base::fail(base::Code::failed_precondition,
                        base::Phrase("tracker.filter_ignored", {{"field", std::string("issue_id")}}));
    }
    rows.insert(rows.end(), page->begin(), page->end());
    if (page->size() < kPageSize) return rows;
  }
}

}  // namespace estafeta::tracker::redmine
