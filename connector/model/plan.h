// What Estafeta would do: the schedule of a change and the actions that make the tracker so.
//
// Made by change/ without any I/O; applied by service/; shown by render/. An action says to people only
// phrases; their words are chosen when it is applied. Plain data; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/phrase.h"
#include "connector/base/time.h"
#include "connector/model/change.h"
#include "connector/model/promise.h"
#include "connector/model/window_plan.h"
#include "connector/model/words.h"

namespace estafeta::model {

struct PlannedTask {
  std::string key;  // local
  std::optional<base::IssueId> issue;
  Owner owner = Owner::department;
  std::string department;          // resolved id; empty for other owners
  std::string title;               // as far as known; values still to come stand as "…"
  std::vector<std::string> needs;  // local keys, sorted
  std::vector<std::string> begun;  // those of them that need only have begun, sorted
  State state = State::waiting;
  base::Instant start;
  base::Instant due;
  base::Seconds slack{0};
  std::string driver;  // local key; empty: the plan's start
  bool critical = false;
  std::optional<base::Phrase> holder;  // who must act now (`holder.department` …); none: nobody
  std::vector<std::string> waits_for;  // those of `needs` that hold it back now
  std::vector<base::IssueId> outside;  // issues outside the change that do so
  std::vector<base::Phrase> owes;  // values it was closed without, or gave wrongly; of a task that is done

  friend bool operator==(const PlannedTask&, const PlannedTask&) = default;
};

// Whether the change ends later as soon as this does: on the drivers' chain, or without slack beside it, as
// on the second of two equal paths.
bool moves_the_end(const PlannedTask& task);

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

// What a remark asks of the TAM.
enum class Ask {
  nothing,
  right_parameters,      // of a change that runs
  right_template,        // of a change that runs by another one
  right_first_template,  // of a change that runs without one
  reason,                // of a decision
  after_failure,         // `after_…`: what is to become of those who need the task
  after_refusal,         // of an approval
  after_cancelling,
  after_loss,
  after_loss_of_rollback,
  after_turning_needed,  // the task became another kind of issue, and others need it
  after_turning,
  strangers,  // what stands below the change and keeps it open
  kept_open,  // by what stands below it
  roll_back,
  new_plan,
  first_template,  // for a change that runs without one
  finish,
  finish_incomplete,  // not all of it was done
  last_call,
  last_call_of_all,  // there is no later window
  latest_missed,
  latest_missed_that_day,
  change_latest_missed,
  change_latest_missed_that_day,
  max_lag_missed,
  max_lag_missed_begun,
  late_promise,
};

// What a TAM should know.
struct Remark {
  base::Phrase said;
  Ask ask = Ask::nothing;
  // NOLINTNEXTLINE(google-explicit-constructor): mostly it is a sentence alone
  Remark(base::Phrase phrase, Ask asks = Ask::nothing) : said(std::move(phrase)), ask(asks) {}

  friend bool operator==(const Remark&, const Remark&) = default;
};

struct Plan {
  State change_state = State::unknown;  // of the change, as the plan was made
  Schedule schedule;
  std::vector<Action> actions;            // in the order they must be applied
  std::vector<Remark> remarks;            // shown on the plan's page
  std::optional<base::Instant> again_at;  // when to look again though nothing changed
  std::optional<Promise> promise;         // nothing: no day was promised
  std::optional<WindowPlan> window;       // nothing: none has opened yet or is near

  friend bool operator==(const Plan&, const Plan&) = default;
};

std::string_view to_string(Action::Type type);

}  // namespace estafeta::model
