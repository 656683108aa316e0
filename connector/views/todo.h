// What needs the TAM: an item of a desk. Plain data; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "connector/base/ids.h"
#include "connector/base/time.h"

namespace estafeta::views {

// In the order of what is lost by leaving it lie.
enum class TodoKind {
  question,
  at_risk,     // an open incident: something can still be saved
  breached,    // an open incident
  unanswered,  // the client wrote after an incident had ended
  unjudged,    // an open incident whose clocks cannot be judged
  unmapped,    // the mapping lacks a word of the tracker, and clocks were judged without it
  stopped,     // Estafeta cannot go on with a change, or cannot read it
  decision,
  returned,
  window,
  approval,
  promise,
  review,    // of an outage: to be held, or corrective tasks of it are open
  risk,      // a risk of the register comes near; of no issue
  values,    // a task was closed without what others need of it
  request,   // of the client: nobody has taken it up, or the change made of it has ended
  repeats,   // incidents of one category, and nobody has dealt with it
  proposal,  // somebody noticed something at the client, or proposes it
  draft,     // a change that waits for the go
  promised,  // the time that a department promised the others for a task has run out
  silent,
  absent,
  cause,   // a breach whose cause nobody has recorded; never in Desk::needs
  digest,  // the draft of what the client is told waits to be sent; of no issue
};
inline constexpr int kTodoKinds = 24;
std::string_view to_string(TodoKind kind);
std::optional<TodoKind> todo_kind_from(std::string_view word);

struct TodoItem {
  TodoKind kind = TodoKind::question;
  base::IssueId issue;  // 0: of none
  std::string title;
  std::string detail;  // worded, in plain text
  std::optional<base::Instant> since;
  std::optional<base::IssueId> change;  // it belongs to; none: the issue is the change, or an incident
  std::optional<base::Instant> by;      // from when on something is lost; orders needs of one kind
  // It is the deputy's as well (views/deputy.h); none: the TAM's alone.
  std::optional<base::Instant> deputy_since = {};

  friend bool operator==(const TodoItem&, const TodoItem&) = default;
};

}  // namespace estafeta::views
