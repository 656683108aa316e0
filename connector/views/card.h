// The card of a change: what the TAM's desk and the departments' pages must know of it, taken from one
// decision about it and kept in the store, so that a pass reads only what changed and the pages still know
// every change.
//
// Holds nothing that differs from one look to the next while nothing happens: instants of the history, days
// of the plan. Pure; no thread rule.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connector/change/tree/situation.h"
#include "connector/messages/catalogue.h"
#include "connector/model/plan.h"
#include "connector/views/organisation.h"
#include "connector/views/todo.h"

namespace estafeta::views {

// Who an issue is assigned to; nobody, or a group: all empty.
struct CardAssignee {
  base::PrincipalId id;
  std::string name;
  bool is_member = true;  // of the project

  friend bool operator==(const CardAssignee&, const CardAssignee&) = default;
};

// A clock of what a department promised the others for a task.
struct CardClock {
  std::string clock;
  std::optional<base::Instant> due;  // it runs out, or has; none: it is paused

  friend bool operator==(const CardClock&, const CardClock&) = default;
};

// A task that is open, that an open one still waits for, or that was closed without its values.
struct CardTask {
  std::string key;
  std::optional<base::IssueId> issue;
  std::string title;
  model::Owner owner = model::Owner::department;
  std::string department;
  model::State state = model::State::waiting;
  model::HoldReason reason = model::HoldReason::none;
  std::string holder;  // worded; empty: nobody
  CardAssignee assignee;
  std::optional<base::Instant> since;        // it is in that state
  std::optional<base::Instant> spoken;       // a person last wrote or changed something
  std::optional<base::Instant> silent_from;  // it counts as silent, if nobody says anything; of one that
                                             // owes values: the TAM hears of it
  base::Date start{};                        // by the plan
  base::Date due{};
  base::Date slips_after{};  // done later, and the whole change ends later
  bool overdue = false;      // it has taken more working time than was planned for it
  std::vector<std::string> waits_for;
  std::vector<base::IssueId> outside;  // issues outside the change that it waits for
  std::vector<std::string> owes;       // worded: the values it was closed without, or gave wrongly
  std::vector<CardClock> promised = {};
  std::optional<base::Instant> dates_until = {};  // its department may move its dates; none: it cannot any
                                                  // more, or is not asked

  friend bool operator==(const CardTask&, const CardTask&) = default;
};

// A task waited for one of another department longer than was planned.
struct CardWait {
  std::string department;  // who waited
  std::string for_whom;    // a department's id, or an owner's word
  base::Instant from;
  std::optional<base::Instant> until;  // none: it still waits

  friend bool operator==(const CardWait&, const CardWait&) = default;
};

// A task that others built on and that was opened again.
struct CardReopened {
  struct Follower {
    base::IssueId issue;
    std::string department;  // id; empty: a client's, a vendor's, nobody's

    friend bool operator==(const Follower&, const Follower&) = default;
  };
  base::IssueId issue;
  std::string title;
  base::Instant at;
  std::string person;
  std::vector<Follower> followers;  // what comes after it and could be begun already

  friend bool operator==(const CardReopened&, const CardReopened&) = default;
};

// A value that a task handed over.
struct CardValue {
  std::string title;  // empty: a remark
  std::string text;

  friend bool operator==(const CardValue&, const CardValue&) = default;
};

// A file that somebody attached to a task.
struct CardFile {
  std::int64_t id = 0;
  std::string name;

  friend bool operator==(const CardFile&, const CardFile&) = default;
};

// A finished task.
struct CardWork {
  base::IssueId issue;
  std::string title;
  std::string who;  // a department's id (empty: not known), or an owner's word
  bool is_departments = true;
  base::Instant at;  // it was finished
  std::vector<CardValue> values;
  std::vector<CardFile> files;
  std::vector<std::string> updates = {};  // kinds of documents that it made stale

  friend bool operator==(const CardWork&, const CardWork&) = default;
};

// The client's own issue that a change was made of.
struct CardRequest {
  base::IssueId issue;
  std::string title;
  bool is_open = true;

  friend bool operator==(const CardRequest&, const CardRequest&) = default;
};

// That a change is the post-incident review of these incidents.
struct CardReview {
  std::vector<base::IssueId> incidents;  // ascending
  base::Date by{};                       // the last day on which it is held in time

  friend bool operator==(const CardReview&, const CardReview&) = default;
};

// What the TAM released to the client of a change.
struct CardRelease {
  std::optional<base::Date> promised;

  friend bool operator==(const CardRelease&, const CardRelease&) = default;
};

// How long a change that has ended waited in its life, by whom for: something of it could not go on.
struct Waited {
  base::Seconds client{0};
  base::Seconds vendor{0};
  base::Seconds us{0};  // on hold for a reason of ours, or returned with a question

  friend bool operator==(const Waited&, const Waited&) = default;
};

// What the client thinks of a change, in a note on its own request.
struct CardMark {
  base::IssueId request;
  int mark = 0;  // 1 to 5, the best
  std::string text;
  base::Instant at;

  friend bool operator==(const CardMark&, const CardMark&) = default;
};

// What a task of a rehearsal really took.
using CardRun = change::Rehearsal::Task;

struct ChangeCard {
  base::IssueId issue;
  std::string client;  // id; empty: none of ours
  std::string title;
  model::State state = model::State::in_progress;
  CardAssignee tam;  // who steers it
  std::string holder;
  int done = 0;
  int total = 0;
  std::optional<base::Date> forecast;
  std::optional<base::Date> promised;
  // Why Estafeta could not go on with it or could not even read it, worded in plain text; all else is then as
  // it was known before. Empty: it could.
  std::string trouble;
  std::vector<TodoItem> needs;  // but those that come with time or with people
  std::vector<CardTask> tasks;
  std::vector<CardWait> waits;
  std::vector<CardReopened> reopened;
  std::optional<base::Instant> ended;  // of one that has ended
  std::vector<CardWork> work;          // what is finished of it
  std::vector<CardRequest> requests;
  std::vector<base::IssueId> related;  // issues of any kind
  std::optional<CardReview> review;
  std::optional<CardRelease> released;  // none: the client knows nothing of it
  Waited waited;                        // of one that has ended
  std::optional<CardMark> mark;         // likewise; the last one the client gave
  bool is_rehearsal = false;
  std::string rehearsable;    // see model::DesiredChange
  std::vector<CardRun> runs;  // of a rehearsal
  // The maintenance windows in which tasks of it are planned and have not ended: when each begins, ascending.
  std::vector<base::Instant> windows;

  const CardTask* find(const std::string& key) const;

  friend bool operator==(const ChangeCard&, const ChangeCard&) = default;
};

bool has_ended(const ChangeCard& card);

// How long waiting for others is remembered.
inline constexpr int kDaysOfWaiting = 30;
// How long what was done in a change is.
inline constexpr std::chrono::days kDaysOfWork{365};

// Whoever holds tasks of a change that are under way holds the change, each named once; the TAM, where nobody
// does.
std::string holder_of_change(const std::vector<std::string>& holders, const model::Issue& change);

// The speaker's words must be plain.
ChangeCard card_of(const Organisation& organisation, const change::Situation& situation,
                   const model::Plan& plan, const messages::Speaker& speaker);

// Of a change that cannot be read, as a list shows it.
ChangeCard card_of_row(const Organisation& organisation, const model::Issue& change);

}  // namespace estafeta::views
