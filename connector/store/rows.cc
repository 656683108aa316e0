#include "connector/store/rows.h"

#include <soci/soci.h>

#include <limits>
#include <sstream>

#include "connector/base/time.h"

namespace estafeta::store {

namespace {

constexpr int kRowsOfAPage = 500;

// Executes `page`, which is bound to what it was read up to, until a page is not full. `row` takes what was
// fetched and answers its id.
template <typename Row>
void visit_pages(soci::statement& page, long long& after, Row row) {
  for (int rows = kRowsOfAPage; rows == kRowsOfAPage;) {
    rows = 0;
    long long last = after;
    page.execute();
    while (page.fetch()) {
      ++rows;
      last = row();
    }
    after = last;
  }
}

constexpr long long kBeforeAll = std::numeric_limits<long long>::min();

std::string end_of_page(const std::string& id) {
  return " ORDER BY " + id + " LIMIT " + std::to_string(kRowsOfAPage);
}

constexpr char kBetweenParts = '\n';

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream lines(text);
  for (std::string part; std::getline(lines, part, kBetweenParts);) parts.push_back(part);
  return parts;
}

using VisitDue = std::function<void(base::IssueId, base::Instant)>;

void visit_due_of(soci::statement& rows, const long long& issue, const std::string& due,
                  const VisitDue& visit) {
  rows.execute();
  while (rows.fetch()) visit({issue}, base::parse_instant(due).value_or(base::Instant{}));
}

}  // namespace

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : std::string(1, kBetweenParts)) + part;
  return text;
}

void IncidentRow::set(const IncidentRecord& record) {
  issue = record.issue.value;
  updated = base::format_instant(record.updated);
  facts = record.facts;
  judgement = record.judgement;
  basis = record.basis;
  told = record.told;
  in_trouble = record.in_trouble ? 1 : 0;
}

IncidentRecord IncidentRow::record() const {
  return {
      {issue},        base::parse_instant(updated).value_or(base::Instant{}), facts, judgement, basis, told,
      in_trouble != 0};
}

void visit_incidents(soci::session& session, Which which,
                     const std::function<void(const IncidentRecord&)>& visit) {
  IncidentRow row;
  long long after = kBeforeAll;
  const std::string condition = which == Which::in_trouble ? " AND in_trouble = 1" : "";
  soci::statement page =
      (session.prepare << "SELECT " << kIncidentColumns << " FROM incident WHERE issue > :after" << condition
                       << end_of_page("issue"),
       soci::into(row.issue), soci::into(row.updated), soci::into(row.facts), soci::into(row.judgement),
       soci::into(row.basis), soci::into(row.told), soci::into(row.in_trouble), soci::use(after, "after"));
  visit_pages(page, after, [&] {
    visit(row.record());
    return row.issue;
  });
}

void visit_cards(soci::session& session,
                 const std::function<void(base::IssueId change, const std::string& text)>& visit) {
  long long change = 0, after = kBeforeAll;
  std::string text;
  soci::statement page =
      (session.prepare << "SELECT change, text FROM card WHERE change > :after" << end_of_page("change"),
       soci::into(change), soci::into(text), soci::use(after, "after"));
  visit_pages(page, after, [&] {
    visit({change}, text);
    return change;
  });
}

void visit_values(soci::session& session,
                  const std::function<void(const std::string& name, const std::string& text)>& visit) {
  std::string name, text;
  soci::statement rows =
      (session.prepare << "SELECT name, text FROM setting", soci::into(name), soci::into(text));
  rows.execute();
  while (rows.fetch()) visit(name, text);
}

void visit_due(soci::session& session, const VisitDue& visit) {
  long long issue = 0;
  std::string due;
  soci::statement rows =
      (session.prepare << "SELECT issue, due FROM look_again", soci::into(issue), soci::into(due));
  visit_due_of(rows, issue, due, visit);
}

namespace {

// To be bound by use_parts().
std::string of_parts(const Parts& parts) {
  if (!parts) return "1 = 1";
  std::string names;
  for (std::size_t i = 0; i < parts->size(); ++i) names += (i == 0 ? ":part" : ", :part") + std::to_string(i);
  const std::string is_another = parts->empty() ? "" : " AND part NOT IN (" + names + ")";
  return "NOT EXISTS (SELECT 1 FROM issue_part WHERE issue_part.issue = look_again.issue" + is_another + ")";
}

void use_parts(soci::statement& statement, const Parts& parts) {
  if (!parts) return;
  std::size_t i = 0;
  for (const auto& part : *parts) statement.exchange(soci::use(part, "part" + std::to_string(i++)));
}

}  // namespace

void visit_due(soci::session& session, base::Instant until, const Parts& parts, const VisitDue& visit) {
  const std::string end = base::format_instant(until);
  long long issue = 0;
  std::string due;
  soci::statement rows(session);
  rows.alloc();
  rows.prepare("SELECT issue, due FROM look_again WHERE due <= :until AND " + of_parts(parts));
  rows.exchange(soci::use(end, "until"));
  use_parts(rows, parts);
  rows.exchange(soci::into(issue));
  rows.exchange(soci::into(due));
  rows.define_and_bind();
  visit_due_of(rows, issue, due, visit);
}

void visit_next_due(soci::session& session, std::size_t most, const Parts& parts, const VisitDue& visit) {
  long long issue = 0;
  std::string due;
  soci::statement rows(session);
  rows.alloc();
  rows.prepare("SELECT issue, due FROM look_again WHERE " + of_parts(parts) + " ORDER BY due, issue LIMIT " +
               std::to_string(most));
  use_parts(rows, parts);
  rows.exchange(soci::into(issue));
  rows.exchange(soci::into(due));
  rows.define_and_bind();
  visit_due_of(rows, issue, due, visit);
}

std::optional<std::string> part_of(soci::session& session, base::IssueId issue) {
  const auto id = static_cast<long long>(issue.value);
  std::string part;
  session << "SELECT part FROM issue_part WHERE issue = :issue", soci::use(id, "issue"), soci::into(part);
  if (!session.got_data()) return std::nullopt;
  return part;
}

void visit_intents(soci::session& session, const std::function<void(const Intent&)>& visit) {
  std::string key, begun;
  soci::statement rows =
      (session.prepare << "SELECT key, begun FROM intent", soci::into(key), soci::into(begun));
  rows.execute();
  while (rows.fetch()) {
    if (const auto at = base::parse_instant(begun)) visit({key, *at});
  }
}

void visit_waiting(soci::session& session, const std::function<void(const Waiting&)>& visit) {
  long long issue = 0, seen = 0;
  std::string next, code;
  Waiting one;
  soci::statement rows =
      (session.prepare << "SELECT issue, attempts, next, seen, code, project, why, told FROM waiting",
       soci::into(issue), soci::into(one.attempts), soci::into(next), soci::into(seen), soci::into(code),
       soci::into(one.project), soci::into(one.why), soci::into(one.told));
  rows.execute();
  while (rows.fetch()) {
    one.issue = {issue};
    one.seen = {seen};
    const auto at = base::parse_instant(next);
    one.next = at ? std::optional(*at) : std::nullopt;
    one.code = base::code_from(code);
    visit(one);
  }
}

void visit_refusals(soci::session& session, const std::function<void(const Refusal&)>& visit) {
  long long issue = 0, of = 0, seen = 0;
  int told = 0;
  std::string parts, next;
  Refusal one;
  soci::statement rows =
      (session.prepare
           << "SELECT issue, belongs_to, parts, attempts, next, seen, answer, note, told FROM refusal",
       soci::into(issue), soci::into(of), soci::into(parts), soci::into(one.attempts), soci::into(next),
       soci::into(seen), soci::into(one.answer), soci::into(one.note), soci::into(told));
  rows.execute();
  while (rows.fetch()) {
    one.issue = {issue};
    one.of = {of};
    one.seen = {seen};
    one.parts = split(parts);
    one.next = base::parse_instant(next).value_or(base::Instant{});
    one.told = told != 0;
    visit(one);
  }
}

std::optional<std::string> value_of(soci::session& session, const std::string& name) {
  std::string text;
  session << "SELECT text FROM setting WHERE name = :name", soci::use(name, "name"), soci::into(text);
  if (!session.got_data()) return std::nullopt;
  return text;
}

}  // namespace estafeta::store
