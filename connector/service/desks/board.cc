#include "connector/service/desks/board.h"

#include <utility>

#include "connector/service/incidents/incidents.h"
#include "connector/service/site/records.h"

namespace estafeta::service {

namespace {

base::Status add_changes(const Site& site, tracker::Tracker tracker, const DecideChange& decide,
                         views::Board& board) {
  const auto open = tracker.reader.open_issues(model::Kind::change);
  if (!open) return open.error();
  for (const auto& row : *open) {
    const auto decision = decide(row.id);
    if (decision) {
      board.changes.push_back(views::change_row(site.organisation(), decision->observation.situation,
                                                decision->plan, site.plain()));
    } else if (decision.error().code() != base::Code::not_found) {  // those are gone since
      board.changes.push_back(views::unread_change_row(site.organisation(), row, decision.error()));
      board.all_read = false;
    }
  }
  return {};
}

base::Status add_incidents(const Site& site, tracker::Tracker tracker, views::Board& board) {
  const auto open = tracker.reader.open_issues(model::Kind::incident);
  if (!open) return open.error();
  std::vector<base::IssueId> ids;
  for (const auto& issue : *open) ids.push_back(issue.id);
  std::vector<model::Issue> issues;
  auto read = tracker.reader.issues(ids);
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i]) {
      issues.push_back(std::move(*read[i]));
    } else if (read[i].error().code() != base::Code::not_found) {
      board.incidents.push_back(views::unread_incident_row(site.organisation(), (*open)[i], read[i].error()));
      board.all_read = false;
    }
  }
  auto records = read_records(site, tracker.reader, issues);
  if (!records) return records.error();
  for (std::size_t i = 0; i < issues.size(); ++i) {
    auto judged = judge(site, std::move((*records)[i]), board.now).judged;
    board.incidents.push_back(
        views::incident_row(site.organisation(), issues[i], std::move(judged.judgement)));
  }
  return {};
}

}  // namespace

base::Result<views::Board> gather_board(const Site& site, tracker::Tracker tracker,
                                        const DecideChange& decide, base::Instant now) {
  views::Board board;
  board.now = now;
  if (const auto account = tracker.directory.account(); !account) return base::fail(account.error());
  if (auto added = add_changes(site, tracker, decide, board); !added.ok())
    return base::fail(std::move(added));
  if (auto added = add_incidents(site, tracker, board); !added.ok()) return base::fail(std::move(added));
  views::sort(board);
  return board;
}

}  // namespace estafeta::service
