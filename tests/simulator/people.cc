#include "tests/simulator/people.h"

#include <algorithm>

namespace estafeta::testing {

using model::Field;
using model::Issue;
using model::Kind;
using model::State;
using tracker::fake::PersonalEdit;

namespace {

constexpr std::size_t kChangesAtOnce = 3;

}  // namespace

void People::act() {
  switch (up_to(8)) {
    case 0:
    case 1:
      return tam();
    case 2:
      return client();
    case 3:
      return duty();
    default:
      return engineer();
  }
}

void People::edit(const base::PrincipalId& who, base::IssueId id, const PersonalEdit& edit) {
  stage_.clock.sleep(std::chrono::seconds(1 + up_to(30)));
  // What is refused is said to whoever tried.
  static_cast<void>(stage_.fake.act(who, id, edit));
}

std::optional<Issue> People::any(Kind kind, const std::vector<State>& states) {
  const auto found = stage_.fake.find([&](const Issue& one) {
    const bool fits =
        states.empty() || std::find(states.begin(), states.end(), one.status.state) != states.end();
    return one.kind == kind && fits;
  });
  if (found.empty()) return std::nullopt;
  return stage_.fake.look_at(found[static_cast<std::size_t>(up_to(static_cast<int>(found.size())))]);
}

void People::open_change() {
  const auto changes = stage_.fake.find([](const Issue& one) { return one.kind == Kind::change; });
  if (changes.size() >= kChangesAtOnce) return;
  const char* const templates[] = {"landscape", "managed-platform"};
  const std::string system = "system: " + std::string(up_to(6) == 0 ? "Not Good!" : "vega") + "\n";
  // One after the other: which argument is drawn first is the compiler's choice.
  const auto state = up_to(2) == 0 ? State::draft : State::agreed;
  const auto* const name = templates[up_to(2)];
  stage_.open_change(name, system, state);
}

void People::tam() {
  if (const auto returned = any(Kind::task, {State::returned}); returned && up_to(2) == 0) {
    PersonalEdit answer;
    answer.state = State::ready;
    answer.note = "16 GB each, " + std::to_string(++said_);
    return edit(stage_.tam, returned->id, answer);
  }
  if (const auto task = any(Kind::task, {State::failed, State::waiting, State::cancelled});
      task && up_to(3) == 0)
    return decide(*task);
  if (const auto task = any(Kind::task); task && up_to(4) == 0) return plan_otherwise(*task);
  if (const auto change = any(Kind::change); change && up_to(2) == 0) return steer(*change);
  open_change();
}

void People::decide(const Issue& task) {
  const auto& words = bundled_site().mappings.tracker.decisions;
  const auto decision = task.status.state == State::waiting ? model::Decision::override_gate
                        : up_to(2) == 0                     ? model::Decision::again
                                                            : model::Decision::go_on;
  PersonalEdit edit_of;
  edit_of.fields[Field::decision] = words.at(decision);
  if (up_to(4) != 0) edit_of.note = "Decided, " + std::to_string(++said_);
  edit(stage_.tam, task.id, edit_of);
}

void People::steer(const Issue& change) {
  PersonalEdit edit_of;
  switch (change.status.state) {
    case State::draft:
    case State::needs_input:
      edit_of.fields[Field::change_parameters] = "system: vega\n";
      edit_of.state = State::agreed;
      break;
    case State::in_progress:
      switch (up_to(12)) {
        case 0:
          edit_of.state = State::cancelling;
          break;
        case 1:
          edit_of.state = State::failing;
          break;
        case 2:
        case 3:
          edit_of.state = State::on_hold;
          break;
        case 4:
          edit_of.fields[Field::promised] = "2026-06-2" + std::to_string(up_to(10));
          break;
        case 5:
          edit_of.state = State::done;
          break;
        default:
          edit_of.note = "How far are we? " + std::to_string(++said_);
      }
      break;
    case State::on_hold:
      edit_of.state = State::in_progress;
      break;
    default:
      return;
  }
  edit(stage_.tam, change.id, edit_of);
}

// Dates and who does it are everybody's to change.
void People::plan_otherwise(const Issue& task) {
  PersonalEdit edit_of;
  const auto day = std::chrono::floor<std::chrono::days>(stage_.clock.now()) + std::chrono::days(up_to(12));
  switch (up_to(4)) {
    case 0:
      edit_of.start_date = std::optional(base::Date(day));
      break;
    case 1:
      edit_of.due_date = std::optional(base::Date(day + std::chrono::days(5)));
      break;
    case 2:
      edit_of.due_date = std::optional<base::Date>();
      break;
    default:
      edit_of.assignee = stage_.engineer;
  }
  edit(up_to(2) == 0 ? stage_.tam : stage_.engineer, task.id, edit_of);
}

void People::engineer() {
  const auto task = any(Kind::task, {State::ready, State::in_progress, State::on_hold, State::waiting});
  if (task) return work(*task);
  if (const auto done = any(Kind::task, {State::done}); done && up_to(10) == 0) {
    PersonalEdit again;
    again.state = State::in_progress;
    again.note = "Not good yet, " + std::to_string(++said_);
    edit(stage_.engineer, done->id, again);
  }
}

void People::work(const Issue& task) {
  PersonalEdit edit_of;
  const auto state = task.status.state;
  if (state == State::waiting && up_to(4) != 0) return;
  switch (up_to(12)) {
    case 0:
      edit_of.state = State::returned;
      edit_of.note = "How much memory? " + std::to_string(++said_);
      break;
    case 1:
      edit_of.state = State::failed;
      edit_of.note = "No room, " + std::to_string(++said_);
      break;
    case 2:
      edit_of.state = state == State::on_hold ? State::in_progress : State::on_hold;
      break;
    case 3:
      edit_of.note = "Still at it, " + std::to_string(++said_);
      break;
    case 4:
      edit_of.fields[Field::others_may_go_on] = "1";
      break;
    default:
      if (state == State::in_progress) {
        edit_of.state = State::done;
        edit_of.fields[Field::hand_over] = filled(task.field(Field::hand_over), up_to(8) != 0);
      } else {
        edit_of.state = State::in_progress;
        edit_of.assignee = stage_.engineer;
      }
  }
  edit(stage_.engineer, task.id, edit_of);
}

void People::client() {
  const auto open = any(Kind::incident, {State::fresh, State::in_progress, State::on_hold, State::resolved});
  if (!open || up_to(3) == 0) {
    stage_.open_incident();
    return;
  }
  PersonalEdit edit_of;
  edit_of.note = "Any news? " + std::to_string(++said_);
  edit(stage_.client, open->id, edit_of);
}

void People::duty() {
  const auto open = any(Kind::incident, {State::fresh, State::in_progress, State::on_hold, State::resolved});
  if (!open) return;
  constexpr State kNext[] = {State::in_progress, State::on_hold, State::resolved, State::closed};
  PersonalEdit edit_of;
  if (up_to(3) != 0) edit_of.state = kNext[up_to(4)];
  if (up_to(2) == 0) edit_of.note = "We look into it, " + std::to_string(++said_);
  edit(stage_.duty, open->id, edit_of);
}

}  // namespace estafeta::testing
