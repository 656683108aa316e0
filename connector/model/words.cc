#include "connector/model/words.h"

namespace estafeta::model {

namespace {

// What no value is called; a switch comes to it behind the last value.
constexpr std::string_view kNoWord = "?";

// Each switch is exhaustive: the compiler names what a new value lacks.
constexpr std::string_view word_of(Kind kind) {
  switch (kind) {
    case Kind::other:
      return "other";
    case Kind::request:
      return "request";
    case Kind::change:
      return "change";
    case Kind::task:
      return "task";
    case Kind::incident:
      return "incident";
    case Kind::proposal:
      return "proposal";
  }
  return kNoWord;
}

constexpr std::string_view word_of(State state) {
  switch (state) {
    case State::unknown:
      return "unknown";
    case State::fresh:
      return "new";
    case State::draft:
      return "draft";
    case State::needs_input:
      return "needs_input";
    case State::agreed:
      return "agreed";
    case State::waiting:
      return "waiting";
    case State::ready:
      return "ready";
    case State::in_progress:
      return "in_progress";
    case State::on_hold:
      return "on_hold";
    case State::returned:
      return "returned";
    case State::cancelling:
      return "cancelling";
    case State::failing:
      return "failing";
    case State::resolved:
      return "resolved";
    case State::done:
      return "done";
    case State::failed:
      return "failed";
    case State::closed:
      return "closed";
    case State::cancelled:
      return "cancelled";
    case State::proposed:
      return "proposed";
    case State::offered:
      return "offered";
  }
  return kNoWord;
}

constexpr std::string_view word_of(HoldReason reason) {
  switch (reason) {
    case HoldReason::none:
      return "none";
    case HoldReason::client:
      return "client";
    case HoldReason::vendor:
      return "vendor";
    case HoldReason::window:
      return "window";
    case HoldReason::internal:
      return "internal";
  }
  return kNoWord;
}

constexpr std::string_view word_of(Actor actor) {
  switch (actor) {
    case Actor::customer:
      return "customer";
    case Actor::staff:
      return "staff";
    case Actor::system:
      return "system";
  }
  return kNoWord;
}

constexpr std::string_view word_of(Owner owner) {
  switch (owner) {
    case Owner::department:
      return "department";
    case Owner::client:
      return "client";
    case Owner::vendor:
      return "vendor";
  }
  return kNoWord;
}

constexpr std::string_view word_of(Field field) {
  switch (field) {
    case Field::change_template:
      return "change_template";
    case Field::change_parameters:
      return "change_parameters";
    case Field::change_plan:
      return "change_plan";
    case Field::change_forecast:
      return "change_forecast";
    case Field::promised:
      return "promised";
    case Field::promise_side:
      return "promise_side";
    case Field::shown_to_client:
      return "shown_to_client";
    case Field::decision:
      return "decision";
    case Field::cause:
      return "cause";
    case Field::measure:
      return "measure";
    case Field::task_key:
      return "task_key";
    case Field::client:
      return "client";
    case Field::department:
      return "department";
    case Field::hand_over:
      return "hand_over";
    case Field::others_may_go_on:
      return "others_may_go_on";
    case Field::hold_reason:
      return "hold_reason";
    case Field::deadline:
      return "deadline";
    case Field::sla_told:
      return "sla_told";
    case Field::sla_response:
      return "sla_response";
    case Field::sla_response_due:
      return "sla_response_due";
    case Field::sla_resolution:
      return "sla_resolution";
    case Field::sla_resolution_due:
      return "sla_resolution_due";
  }
  return kNoWord;
}

constexpr std::string_view word_of(Decision decision) {
  switch (decision) {
    case Decision::none:
      return "none";
    case Decision::override_gate:
      return "override";
    case Decision::agree:
      return "agree";
    case Decision::again:
      return "again";
    case Decision::go_on:
      return "go_on";
    case Decision::rollback:
      return "rollback";
  }
  return kNoWord;
}

constexpr std::string_view word_of(TaskKind kind) {
  switch (kind) {
    case TaskKind::task:
      return "task";
    case TaskKind::milestone:
      return "milestone";
    case TaskKind::approval:
      return "approval";
    case TaskKind::rollback:
      return "rollback";
    case TaskKind::check:
      return "check";
  }
  return kNoWord;
}

constexpr std::string_view word_of(On on) {
  switch (on) {
    case On::done:
      return "done";
    case On::done_or_cancelled:
      return "done_or_cancelled";
    case On::any_end:
      return "any_end";
    case On::begun:
      return "begun";
  }
  return kNoWord;
}

template <typename Word>
constexpr std::size_t count() {
  std::size_t found = 0;
  while (word_of(static_cast<Word>(found)) != kNoWord) ++found;
  return found;
}

static_assert(count<HoldReason>() == kHoldReasons.size() + 1, "kHoldReasons lists every reason but none");
static_assert(count<Field>() == kFieldCount);

template <typename Word>
std::optional<Word> value_of(std::string_view wanted) {
  for (std::size_t i = 0; i < count<Word>(); ++i) {
    if (word_of(static_cast<Word>(i)) == wanted) return static_cast<Word>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Kind kind) {
  return word_of(kind);
}
std::string_view to_string(State state) {
  return word_of(state);
}
std::string_view to_string(HoldReason reason) {
  return word_of(reason);
}
std::string_view to_string(Actor actor) {
  return word_of(actor);
}
std::string_view to_string(Owner owner) {
  return word_of(owner);
}
std::string_view to_string(Field field) {
  return word_of(field);
}
std::string_view to_string(Decision decision) {
  return word_of(decision);
}
std::string_view to_string(TaskKind kind) {
  return word_of(kind);
}
std::string_view to_string(On on) {
  return word_of(on);
}

std::optional<Kind> kind_from(std::string_view word) {
  return value_of<Kind>(word);
}
std::optional<State> state_from(std::string_view word) {
  return value_of<State>(word);
}
std::optional<HoldReason> hold_reason_from(std::string_view word) {
  return value_of<HoldReason>(word);
}
std::optional<Actor> actor_from(std::string_view word) {
  return value_of<Actor>(word);
}
std::optional<Owner> owner_from(std::string_view word) {
  return value_of<Owner>(word);
}
std::optional<Field> field_from(std::string_view word) {
  return value_of<Field>(word);
}
std::optional<Decision> decision_from(std::string_view word) {
  return value_of<Decision>(word);
}
std::optional<TaskKind> task_kind_from(std::string_view word) {
  return value_of<TaskKind>(word);
}
std::optional<On> on_from(std::string_view word) {
  return value_of<On>(word);
}

}  // namespace estafeta::model
