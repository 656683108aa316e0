#include "connector/store/keeper.h"

#include <soci/soci.h>

#include "connector/base/time.h"
#include "connector/store/rows.h"

namespace estafeta::store {

namespace {

void keep_value(soci::session& session, const std::string& name, const std::string& text) {
  session << "INSERT INTO setting (name, text) VALUES (:name, :text) "
             "ON CONFLICT (name) DO UPDATE SET text = excluded.text",
      soci::use(name, "name"), soci::use(text, "text");
}

void keep_intent(soci::session& session, const std::string& key, std::optional<base::Instant> begun) {
  if (!begun) {
    session << "DELETE FROM intent WHERE key = :key", soci::use(key, "key");
    return;
  }
  const std::string text = base::format_instant(*begun);
  session << "INSERT INTO intent (key, begun) VALUES (:key, :begun) "
             "ON CONFLICT (key) DO UPDATE SET begun = excluded.begun",
      soci::use(key, "key"), soci::use(text, "begun");
}

void keep_card(soci::session& session, base::IssueId change, const std::string& text) {
  const auto id = static_cast<long long>(change.value);
  if (text.empty()) {
    session << "DELETE FROM card WHERE change = :change", soci::use(id, "change");
    return;
  }
  session << "INSERT INTO card (change, text) VALUES (:change, :text) "
             "ON CONFLICT (change) DO UPDATE SET text = excluded.text",
      soci::use(id, "change"), soci::use(text, "text");
}

void keep_part(soci::session& session, base::IssueId issue, const std::string& part) {
  const auto id = static_cast<long long>(issue.value);
  session << "INSERT INTO issue_part (issue, part) VALUES (:issue, :part) "
             "ON CONFLICT (issue) DO UPDATE SET part = excluded.part",
      soci::use(id, "issue"), soci::use(part, "part");
}

void keep_waiting(soci::session& session, base::IssueId issue, const std::optional<Waiting>& one) {
  const auto id = static_cast<long long>(issue.value);
  if (!one) {
    session << "DELETE FROM waiting WHERE issue = :issue", soci::use(id, "issue");
    return;
  }
  const auto seen = static_cast<long long>(one->seen.value);
  const std::string next = one->next ? base::format_instant(*one->next) : "";
  const std::string code(to_string(one->code));
  session << "INSERT INTO waiting (issue, attempts, next, seen, code, project, why, told) "
             "VALUES (:issue, :attempts, :next, :seen, :code, :project, :why, :told) "
             "ON CONFLICT (issue) DO UPDATE SET attempts = excluded.attempts, next = excluded.next, "
             "seen = excluded.seen, code = excluded.code, project = excluded.project, "
             "why = excluded.why, told = excluded.told",
      soci::use(id, "issue"), soci::use(one->attempts, "attempts"), soci::use(next, "next"),
      soci::use(seen, "seen"), soci::use(code, "code"), soci::use(one->project, "project"),
      soci::use(one->why, "why"), soci::use(one->told, "told");
}

void keep_refusal(soci::session& session, base::IssueId issue, const std::optional<Refusal>& one) {
  const auto id = static_cast<long long>(issue.value);
  if (!one) {
    session << "DELETE FROM refusal WHERE issue = :issue", soci::use(id, "issue");
    return;
  }
  const auto of = static_cast<long long>(one->of.value);
  const auto seen = static_cast<long long>(one->seen.value);
  const std::string parts = joined(one->parts), next = base::format_instant(one->next);
  const int told = one->told ? 1 : 0;
  session << "INSERT INTO refusal (issue, belongs_to, parts, attempts, next, seen, answer, note, told) "
             "VALUES (:issue, :of, :parts, :attempts, :next, :seen, :answer, :note, :told) "
             "ON CONFLICT (issue) DO UPDATE SET belongs_to = excluded.belongs_to, "
             "parts = excluded.parts, attempts = excluded.attempts, next = excluded.next, "
             "seen = excluded.seen, answer = excluded.answer, note = excluded.note, "
             "told = excluded.told",
      soci::use(id, "issue"), soci::use(of, "of"), soci::use(parts, "parts"),
      soci::use(one->attempts, "attempts"), soci::use(next, "next"), soci::use(seen, "seen"),
      soci::use(one->answer, "answer"), soci::use(one->note, "note"), soci::use(told, "told");
}

}  // namespace

// What a pass does by the thousand, prepared once. Each statement is bound to the members beside it.
class Keeper::Statements {
 public:
  explicit Statements(soci::session& session)
      : incident_(
            (session.prepare << "INSERT INTO incident (" << kIncidentColumns
                             << ") VALUES (:issue, :updated, :facts, :judgement, :basis, :told, :in_trouble) "
                                "ON CONFLICT (issue) DO UPDATE SET updated = excluded.updated, "
                                "facts = excluded.facts, judgement = excluded.judgement, "
                                "basis = excluded.basis, told = excluded.told, "
                                "in_trouble = excluded.in_trouble",
             soci::use(row_.issue, "issue"), soci::use(row_.updated, "updated"),
             soci::use(row_.facts, "facts"), soci::use(row_.judgement, "judgement"),
             soci::use(row_.basis, "basis"), soci::use(row_.told, "told"),
             soci::use(row_.in_trouble, "in_trouble"))),
        look_again_((session.prepare << "INSERT INTO look_again (issue, due) VALUES (:issue, :due) "
                                        "ON CONFLICT (issue) DO UPDATE SET due = excluded.due",
                     soci::use(issue_, "issue"), soci::use(due_, "due"))),
        no_more_(
            (session.prepare << "DELETE FROM look_again WHERE issue = :issue", soci::use(issue_, "issue"))) {}

  void keep_incident(const IncidentRecord& record) {
    row_.set(record);
    incident_.execute(true);
  }

  void keep_again(base::IssueId issue, std::optional<base::Instant> at) {
    issue_ = issue.value;
    if (!at) return static_cast<void>(no_more_.execute(true));
    due_ = base::format_instant(*at);
    look_again_.execute(true);
  }

 private:
  IncidentRow row_;
  long long issue_ = 0;
  std::string due_;
  soci::statement incident_, look_again_, no_more_;
};

Keeper::Keeper(soci::session& session)
    : session_(session), statements_(std::make_unique<Statements>(session)) {}

Keeper::~Keeper() = default;

void Keeper::keep(const Unkept& unkept) {
  for (const auto& [key, begun] : unkept.intents) keep_intent(session_, key, begun);
  for (const auto& [issue, record] : unkept.incidents) statements_->keep_incident(record);
  for (const auto& [change, text] : unkept.cards) keep_card(session_, change, text);
  for (const auto& [issue, at] : unkept.again) statements_->keep_again(issue, at);
  for (const auto& [issue, one] : unkept.waiting) keep_waiting(session_, issue, one);
  for (const auto& [issue, one] : unkept.refusals) keep_refusal(session_, issue, one);
  for (const auto& [issue, part] : unkept.parts) keep_part(session_, issue, part);
  for (const auto& [name, text] : unkept.values) keep_value(session_, name, text);
}

}  // namespace estafeta::store
