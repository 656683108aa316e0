#include "connector/tracker/cursor.h"

#include <algorithm>
#include <tuple>

namespace estafeta::tracker {

namespace {

constexpr base::Seconds kOverlap{90};
constexpr base::Seconds kSettled{5};

bool was_seen(const PollCursor& cursor, const model::Issue& issue) {
  const auto seen = cursor.seen.find(issue.id);
  return seen != cursor.seen.end() && seen->second == issue.updated;
}

}  // namespace

std::optional<base::Instant> poll_from(const PollCursor& cursor) {
  if (!cursor.watermark) return std::nullopt;
  return *cursor.watermark - kOverlap;
}

std::vector<model::Issue> unseen(PollCursor& cursor, std::vector<model::Issue> rows, base::Instant read_at) {
  std::vector<model::Issue> fresh;
  for (model::Issue& issue : rows) {
    cursor.watermark = std::max(cursor.watermark.value_or(issue.updated), issue.updated);
    const base::IssueId id = issue.id;
    const base::Instant updated = issue.updated;
    if (!was_seen(cursor, issue)) fresh.push_back(std::move(issue));
    if (updated + kSettled <= read_at) cursor.seen[id] = updated;
  }
  std::erase_if(cursor.seen,
                [&](const auto& entry) { return entry.second + kOverlap + kSettled < *cursor.watermark; });
  std::sort(fresh.begin(), fresh.end(), [](const model::Issue& a, const model::Issue& b) {
    return std::tie(a.updated, a.id) < std::tie(b.updated, b.id);
  });
  return fresh;
}

}  // namespace estafeta::tracker
