// Rows of the store's tables, read one after another; the same SQL for every database.
//
// Large tables are read a page at a time, so that a client library that takes an answer whole holds a page of
// it. SOCI's errors are thrown on. `visit` must not use the session.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "connector/store/store.h"

namespace soci {
class session;
}

namespace estafeta::store {

// A row of the table of incidents, as statements bind it.
struct IncidentRow {
  long long issue = 0;
  std::string updated, facts, judgement, basis, told;
  int in_trouble = 0;

  void set(const IncidentRecord& record);
  IncidentRecord record() const;
};
inline constexpr const char* kIncidentColumns = "issue, updated, facts, judgement, basis, told, in_trouble";

// Parts of a refusal as one text.
std::string joined(const std::vector<std::string>& parts);

enum class Which { all, in_trouble };

// By id.
void visit_incidents(soci::session& session, Which which,
                     const std::function<void(const IncidentRecord&)>& visit);
// By the change's id.
void visit_cards(soci::session& session,
                 const std::function<void(base::IssueId change, const std::string& text)>& visit);
// In any order.
void visit_values(soci::session& session,
                  const std::function<void(const std::string& name, const std::string& text)>& visit);
void visit_due(soci::session& session, const std::function<void(base::IssueId, base::Instant)>& visit);
// Whose work is shown; none: everybody's. What nobody looked after yet is shown too.
using Parts = std::optional<std::set<std::string>>;
// Those that are due by then, in any order.
void visit_due(soci::session& session, base::Instant until, const Parts& parts,
               const std::function<void(base::IssueId, base::Instant)>& visit);
// The first ones, so many at most, earliest first.
void visit_next_due(soci::session& session, std::size_t most, const Parts& parts,
                    const std::function<void(base::IssueId, base::Instant)>& visit);
void visit_intents(soci::session& session, const std::function<void(const Intent&)>& visit);
void visit_waiting(soci::session& session, const std::function<void(const Waiting&)>& visit);
void visit_refusals(soci::session& session, const std::function<void(const Refusal&)>& visit);

std::optional<std::string> part_of(soci::session& session, base::IssueId issue);
std::optional<std::string> value_of(soci::session& session, const std::string& name);

}  // namespace estafeta::store
