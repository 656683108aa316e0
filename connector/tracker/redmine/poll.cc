#include "connector/tracker/redmine/poll.h"

#include <algorithm>

#include "connector/tracker/cursor.h"

namespace estafeta::tracker::redmine {

namespace {

using base::Instant;
using base::Seconds;
using model::Issue;

using Place = PollCursor::Place;

std::string between(Instant from, Instant until) {
  return "><" + base::format_instant(from) + "|" + base::format_instant(until);
}

http::Pairs query_of(const std::optional<Place>& place, const std::optional<Instant>& from) {
  http::Pairs query{{"status_id", "*"}, {"include", "relations"}};
  if (!place) {
    if (from) query.emplace_back("updated_on", ">=" + base::format_instant(*from));
  } else if (place->after) {
    // `><` of Redmine, like `>=`, begins a second early.
    query.emplace_back("updated_on", between(place->from - Seconds(1), place->from + Seconds(1)));
    query.emplace_back("issue_id", ">=" + std::to_string(place->after->value + 1));
    query.emplace_back("sort", "id:asc");
    return query;
  } else {
    query.emplace_back("updated_on", between(place->from, place->until));
  }
  query.emplace_back("sort", "updated_on:asc,id:asc");
  return query;
}

std::optional<Place> unless_past(const Place& place) {
  return place.from > place.until ? std::nullopt : std::optional(place);
}

// Where the page after this one begins; nothing: it was the last.
std::optional<Place> place_after(const std::vector<Issue>& page, const std::optional<Place>& place,
                                 const std::optional<Instant>& from, Instant read_at) {
  const bool is_full = page.size() >= kPageSize;
  if (place && place->after) {
    if (is_full) return Place{place->from, page.back().id, place->until};
    return unless_past({place->from + Seconds(1), std::nullopt, place->until});
  }
  if (!is_full) return std::nullopt;
  const Instant last = page.back().updated;
  const Instant until = place ? place->until : std::max(read_at, last);
  if (!from || last > *from) return unless_past({last, std::nullopt, until});
  // A whole page within this second, or the one before.
  return Place{*from, base::IssueId{0}, until};
}

base::Status filter_ignored() {
  return {base::Code::failed_precondition,
          base::Phrase("tracker.filter_ignored", {{"field", std::string("issue_id")}})};
}

}  // namespace

base::Result<std::vector<Issue>> poll(PollCursor& cursor, const FetchPage& fetch,
                                      const std::function<Instant()>& server_time) {
  const auto place = cursor.place;
  const auto from = place ? std::optional(place->from) : poll_from(cursor);
  auto page = fetch(query_of(place, from));
  if (!page) return page;
  const bool stood_still = place && place->after && !page->empty() && page->front().id <= *place->after;
  if (stood_still) return base::fail(filter_ignored());
  const auto read_at = server_time();
  cursor.place = place_after(*page, place, from, read_at);
  return unseen(cursor, std::move(*page), read_at);
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
    if (!moved) return base::fail(filter_ignored());
    rows.insert(rows.end(), page->begin(), page->end());
    if (page->size() < kPageSize) return rows;
  }
}

}  // namespace estafeta::tracker::redmine
