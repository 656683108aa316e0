#include "tests/faults/story.h"

namespace estafeta::testing {

using model::Field;
using model::State;
using tracker::fake::PersonalEdit;

namespace {

PersonalEdit to(State state) {
  PersonalEdit edit;
  edit.state = state;
  return edit;
}

}  // namespace

void Story::act(const base::PrincipalId& who, base::IssueId id, const PersonalEdit& edit) {
  stage_.clock.sleep(std::chrono::seconds(60));
  static_cast<void>(stage_.fake.act(who, id, edit));
}

std::vector<model::Issue> Story::tasks_in(State state) const {
  auto tasks = stage_.tasks(change_);
  std::erase_if(tasks, [state](const auto& task) { return task.status.state != state; });
  return tasks;
}

void Story::act(int step) {
  switch (step) {
    case 0:
      return open();
    case 1:
      plan_by_hand();
      return take_ready();
    case 2:
      finish_under_way();
      return answer_incident();
    case 3:
    case 4:
      take_ready();
      return finish_under_way();
    default:
      return end();
  }
}

void Story::open() {
  change_ = stage_.open_change("landscape", "system: vega\n", State::agreed, client_);
  incident_ = stage_.open_incident(client_, stage_.duty);
}

// The TAM dates the last task and says who is to do it.
void Story::plan_by_hand() {
  const auto waiting = tasks_in(State::waiting);
  if (waiting.empty()) return;
  PersonalEdit edit;
  edit.due_date = std::optional(*base::parse_date("2026-07-15"));
  edit.assignee = stage_.engineer;
  act(stage_.tam, waiting.back().id, edit);
}

void Story::take_ready() {
  for (const auto& task : tasks_in(State::ready)) act(stage_.engineer, task.id, to(State::in_progress));
}

void Story::finish_under_way() {
  for (const auto& task : tasks_in(State::in_progress)) {
    auto edit = to(State::done);
    edit.fields[Field::hand_over] = filled(task.field(Field::hand_over));
    act(stage_.engineer, task.id, edit);
  }
}

void Story::answer_incident() {
  auto edit = to(State::in_progress);
  edit.note = "We are looking into it.";
  act(stage_.duty, incident_, edit);
}

// What is not finished is done in one go; then the TAM accepts.
void Story::end() {
  take_ready();
  finish_under_way();
  act(stage_.duty, incident_, to(State::resolved));
  act(stage_.tam, change_, to(State::done));
}

}  // namespace estafeta::testing
