// Rows of the store's tables, read one after another; the same SQL for every database.
//
// Large tables are read a page at a time, so that a client library that takes an answer whole holds a page of
// it. SOCI's errors are thrown on. `visit` must not use the session.
#pragma once

#include <functional>
#include <optional>
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

std::optional<std::string> value_of(soci::session& session, const std::string& name);

}  // namespace estafeta::store
