#include "connector/model/words.h"

#include <utility>

namespace estafeta::model {

namespace {

template <typename Word, std::size_t N>
using Table = std::array<std::pair<Word, std::string_view>, N>;

constexpr Table<Kind, 5> kKinds{{{Kind::other, "other"},
                                 {Kind::request, "request"},
                                 {Kind::change, "change"},
                                 {Kind::task, "task"},
                                 {Kind::incident, "incident"}}};

constexpr Table<State, 17> kStates{{{State::unknown, "unknown"},
                                    {State::fresh, "new"},
                                    {State::draft, "draft"},
                                    {State::needs_input, "needs_input"},
                                    {State::agreed, "agreed"},
                                    {State::waiting, "waiting"},
                                    {State::ready, "ready"},
                                    {State::in_progress, "in_progress"},
                                    {State::on_hold, "on_hold"},
                                    {State::returned, "returned"},
                                    {State::cancelling, "cancelling"},
                                    {State::failing, "failing"},
                                    {State::resolved, "resolved"},
                                    {State::done, "done"},
                                    {State::failed, "failed"},
                                    {State::closed, "closed"},
                                    {State::cancelled, "cancelled"}}};

constexpr Table<HoldReason, 5> kHoldReasonWords{{{HoldReason::none, "none"},
                                                 {HoldReason::client, "client"},
                                                 {HoldReason::vendor, "vendor"},
                                                 {HoldReason::window, "window"},
                                                 {HoldReason::internal, "internal"}}};

constexpr Table<Actor, 3> kActors{
    {{Actor::customer, "customer"}, {Actor::staff, "staff"}, {Actor::system, "system"}}};

constexpr Table<Owner, 3> kOwners{
    {{Owner::department, "department"}, {Owner::client, "client"}, {Owner::vendor, "vendor"}}};

constexpr Table<Field, kFieldCount> kFields{{{Field::change_template, "change_template"},
                                             {Field::change_parameters, "change_parameters"},
                                             {Field::change_plan, "change_plan"},
                                             {Field::change_forecast, "change_forecast"},
                                             {Field::promised, "promised"},
                                             {Field::promise_side, "promise_side"},
                                             {Field::decision, "decision"},
                                             {Field::cause, "cause"},
                                             {Field::measure, "measure"},
                                             {Field::task_key, "task_key"},
                                             {Field::department, "department"},
                                             {Field::hand_over, "hand_over"},
                                             {Field::others_may_go_on, "others_may_go_on"},
                                             {Field::hold_reason, "hold_reason"},
                                             {Field::deadline, "deadline"},
                                             {Field::sla_told, "sla_told"},
                                             {Field::sla_response, "sla_response"},
                                             {Field::sla_response_due, "sla_response_due"},
                                             {Field::sla_resolution, "sla_resolution"},
                                             {Field::sla_resolution_due, "sla_resolution_due"}}};

constexpr Table<Decision, 6> kDecisions{{{Decision::none, "none"},
                                         {Decision::override_gate, "override"},
                                         {Decision::agree, "agree"},
                                         {Decision::again, "again"},
                                         {Decision::go_on, "go_on"},
                                         {Decision::rollback, "rollback"}}};

static_assert(kHoldReasonWords.size() == kHoldReasons.size() + 1,
              "every reason has a word, and none has one");

template <typename Word, std::size_t N>
std::string_view word_of(const Table<Word, N>& table, Word wanted) {
  for (const auto& [value, word] : table) {
    if (value == wanted) return word;
  }
  return "?";
}

template <typename Word, std::size_t N>
std::optional<Word> value_of(const Table<Word, N>& table, std::string_view wanted) {
  for (const auto& [value, word] : table) {
    if (word == wanted) return value;
  }
  return std::nullopt;
}

constexpr Table<TaskKind, 4> kTaskKinds{{{TaskKind::task, "task"},
                                         {TaskKind::milestone, "milestone"},
                                         {TaskKind::approval, "approval"},
                                         {TaskKind::rollback, "rollback"}}};

constexpr Table<On, 3> kOns{
    {{On::done, "done"}, {On::done_or_cancelled, "done_or_cancelled"}, {On::any_end, "any_end"}}};

}  // namespace

std::string_view to_string(Kind kind) {
  return word_of(kKinds, kind);
}
std::string_view to_string(State state) {
  return word_of(kStates, state);
}
std::string_view to_string(HoldReason reason) {
  return word_of(kHoldReasonWords, reason);
}
std::string_view to_string(Actor actor) {
  return word_of(kActors, actor);
}
std::string_view to_string(Owner owner) {
  return word_of(kOwners, owner);
}
std::string_view to_string(Field field) {
  return word_of(kFields, field);
}
std::string_view to_string(Decision decision) {
  return word_of(kDecisions, decision);
}
std::string_view to_string(TaskKind kind) {
  return word_of(kTaskKinds, kind);
}
std::string_view to_string(On on) {
  return word_of(kOns, on);
}

std::optional<Kind> kind_from(std::string_view word) {
  return value_of(kKinds, word);
}
std::optional<State> state_from(std::string_view word) {
  return value_of(kStates, word);
}
std::optional<HoldReason> hold_reason_from(std::string_view word) {
  return value_of(kHoldReasonWords, word);
}
std::optional<Actor> actor_from(std::string_view word) {
  return value_of(kActors, word);
}
std::optional<Owner> owner_from(std::string_view word) {
  return value_of(kOwners, word);
}
std::optional<Field> field_from(std::string_view word) {
  return value_of(kFields, word);
}
std::optional<Decision> decision_from(std::string_view word) {
  return value_of(kDecisions, word);
}
std::optional<TaskKind> task_kind_from(std::string_view word) {
  return value_of(kTaskKinds, word);
}
std::optional<On> on_from(std::string_view word) {
  return value_of(kOns, word);
}

}  // namespace estafeta::model
