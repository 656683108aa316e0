// The words of the project: kinds, states, reasons, fields. The only ones the code knows; a mapping says how
// each is spelled in a tracker. Plain enums with their spelling in files (`in_progress`); no behaviour
// beyond.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace estafeta::model {

enum class Kind { other, request, change, task, incident, proposal };

// One enum for the states of all kinds; which are meaningful for which kind stands in states_of().
enum class State {
  unknown,  // a status the mapping does not name
  fresh,    // "new"
  draft,
  needs_input,
  agreed,
  waiting,
  ready,
  in_progress,
  on_hold,
  returned,
  cancelling,
  failing,
  resolved,
  done,
  failed,
  closed,
  cancelled,
  // At the end, as fingerprints of policies count states by their places.
  proposed,  // of a proposal: the TAM works on it
  offered,   // of a proposal: the client has it
};

enum class HoldReason { none, client, vendor, window, internal };
// All that are one.
inline constexpr std::array kHoldReasons{HoldReason::client, HoldReason::vendor, HoldReason::window,
                                         HoldReason::internal};

enum class Actor { customer, staff, system };

// Who acts on a task: the department, the client, or a vendor.
enum class Owner { department, client, vendor };

// Fields Estafeta keeps or reads in the tracker; `names` of TrackerMapping say how each is called there.
enum class Field {
  change_template,
  change_parameters,
  change_plan,
  change_forecast,
  promised,
  promise_side,
  shown_to_client,
  decision,
  cause,
  measure,
  task_key,
  client,
  department,
  hand_over,
  others_may_go_on,
  hold_reason,
  deadline,
  sla_told,
  sla_response,
  sla_response_due,
  sla_resolution,
  sla_resolution_due,
};
inline constexpr int kFieldCount = 22;

// What a TAM may decide by the field `decision`.
enum class Decision { none, override_gate, agree, again, go_on, rollback };

// What a task of a template is: work, a point in time, somebody's yes or no, what takes another task back, or
// work that ends with a result (model/check.h).
enum class TaskKind { task, milestone, approval, rollback, check };
inline constexpr bool takes_time(TaskKind kind) {
  switch (kind) {
    case TaskKind::milestone:
      return false;
    case TaskKind::task:
    case TaskKind::approval:
    case TaskKind::rollback:
    case TaskKind::check:
      break;
  }
  return true;
}

// When an edge of a template counts as satisfied.
enum class On { done, done_or_cancelled, any_end, begun };

std::string_view to_string(Kind kind);
std::string_view to_string(State state);
std::string_view to_string(HoldReason reason);
std::string_view to_string(Actor actor);
std::string_view to_string(Owner owner);
std::string_view to_string(Field field);
std::string_view to_string(Decision decision);
std::string_view to_string(TaskKind kind);
std::string_view to_string(On on);

std::optional<Kind> kind_from(std::string_view word);
std::optional<State> state_from(std::string_view word);
std::optional<HoldReason> hold_reason_from(std::string_view word);
std::optional<Actor> actor_from(std::string_view word);
std::optional<Owner> owner_from(std::string_view word);
std::optional<Field> field_from(std::string_view word);
std::optional<Decision> decision_from(std::string_view word);
std::optional<TaskKind> task_kind_from(std::string_view word);
std::optional<On> on_from(std::string_view word);

}  // namespace estafeta::model
