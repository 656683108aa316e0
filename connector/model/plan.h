// What Estafeta would do: the schedule of a change and the actions that make the tracker so.
//
// Made by change/ without any I/O; applied by service/; shown by render/. An action says to people only
// phrases; their words are chosen when it is applied. Plain data; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/phrase.h"
#include "connector/base/time.h"
#include "connector/model/change.h"
#include "connector/model/promise.h"
#include "connector/model/words.h"

namespace estafeta::model {

struct PlannedTask {
  std::string key;  // local
  std::optional<base::IssueId> issue;
  Owner owner = Owner::department;
  std::string department;          // resolved id; empty for other owners
  std::string title;               // as far as known; values still to come stand as "…"
  std::vector<std::string> needs;  // local keys, sorted
  State state = State::waiting;
  base::Instant start;
  base::Instant due;
  base::Seconds slack{0};
  std::string driver;  // local key; empty: the plan's start
  bool critical = false;
  base::Phrase holder;                 // who must act now (`holder.department` …); no key: nobody
  std::vector<std::string> waits_for;  // those of `needs` that hold it back now
  std::vector<base::IssueId> outside;  // issues outside the change that do so
  std::vector<base::Phrase> owes;  // values it was closed without, or gave wrongly; of a task that is done

  friend bool operator==(const PlannedTask&, const PlannedTask&) = default;
};

struct Schedule {
  base::Instant finish;
  std::vector<PlannedTask> tasks;  // in a topological order: needs first, then by template order

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

// What is to be different in one issue, written by one request where the tracker allows it.
struct IssueChange {
  std::optional<State> state;
  std::optional<std::string> assign_group;    // department id whose group becomes the assignee
  std::optional<base::PrincipalId> assignee;  // a person or group by id; empty id: nobody
  std::optional<Text> title;
  std::optional<base::Phrase> subject;  // a title in words of ours, in place of `title` or the task's own
  std::optional<Text> description;
  std::optional<base::Date> start_date;
  std::optional<base::Date> due_date;
  std::map<Field, std::string> fields;
  std::vector<base::Phrase> note;  // paragraphs of a note visible to everyone who sees the issue
  std::vector<base::Phrase> private_note;

  friend bool operator==(const IssueChange&, const IssueChange&) = default;
};

struct Action {
  enum class Type {
    none,         // nothing to do, and why
    create_task,  // with its status and dates
    relate,       // `blocks`: from must be closed before to
    unrelate,
    update,         // one issue
    write_plan,     // the change's page
    attach_origin,  // template text, parameters and hash, as a file of the change
    stop,           // this change waits for a person
  } type = Type::none;
  base::Phrase reason;                 // why, for the plan, the log and --dry-run
  std::string key;                     // local key: create_task, update of a task; relate: the predecessor
  std::string to_key;                  // relate, unrelate: the successor
  std::optional<base::IssueId> issue;  // update, once known
  std::optional<base::RelationId> relation;  // unrelate
  IssueChange change;                        // create_task, update
  std::optional<DesiredTask> task;           // create_task

  friend bool operator==(const Action&, const Action&) = default;
};

struct Plan {
  State change_state = State::unknown;  // of the change, as the plan was made
  Schedule schedule;
  std::vector<Action> actions;            // in the order they must be applied
  std::vector<base::Phrase> remarks;      // what a TAM should know; shown on the plan's page
  std::optional<base::Instant> again_at;  // when to look again though nothing changed
  std::optional<Promise> promise;         // nothing: no day was promised

  friend bool operator==(const Plan&, const Plan&) = default;
};

std::string_view to_string(Action::Type type);

}  // namespace estafeta::model
