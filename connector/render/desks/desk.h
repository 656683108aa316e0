// The TAM's desk, a page a client: what needs the TAM, most urgent first, then every change under way, and at
// the end, folded, the breaches whose cause is to be recorded.
//
// Says no time of its own making and dates only where a plan moves with the clock, so that it changes only
// with what it tells of. service/ gathers it, in the order in which it is to be shown. Pure; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/ids.h"
#include "connector/messages/catalogue.h"
#include "connector/model/mapping.h"
#include "connector/model/words.h"

namespace estafeta::render {

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
  values,   // a task was closed without what others need of it
  request,  // of the client, and nobody has taken it up
  draft,    // a change that waits for the go
  silent,
  absent,
  cause,  // a breach whose cause nobody has recorded; never in Desk::needs
};
inline constexpr int kTodoKinds = 18;
std::string_view to_string(TodoKind kind);
std::optional<TodoKind> todo_kind_from(std::string_view word);

struct TodoItem {
  TodoKind kind = TodoKind::question;
  base::IssueId issue;
  std::string title;
  std::string detail;  // worded, in plain text
  std::optional<base::Instant> since;
  std::optional<base::IssueId> change;  // it belongs to; none: the issue is the change, or an incident
  std::optional<base::Instant> by;      // from when on something is lost; orders needs of one kind

  friend bool operator==(const TodoItem&, const TodoItem&) = default;
};

struct DeskChange {
  base::IssueId issue;
  std::string title;
  model::State state = model::State::in_progress;
  std::string holder;  // empty: nobody
  int done = 0;
  int total = 0;
  std::optional<base::Date> forecast;
  std::optional<base::Date> promised;
};

struct Desk {
  std::string client_id;
  std::string client;
  std::vector<TodoItem> needs;
  std::vector<DeskChange> changes;
  std::vector<TodoItem> causes;  // breaches whose cause is to be recorded; nothing is lost by an hour more

  bool empty() const { return needs.empty() && changes.empty() && causes.empty(); }
};

std::string desk_text(const Desk& desk, const messages::Speaker& speaker);
// The speaker's style must escape for that markup.
std::string desk_page(const Desk& desk, const messages::Speaker& speaker, model::Markup markup);
// One line.
std::string desks_json(const std::vector<Desk>& desks);

}  // namespace estafeta::render
