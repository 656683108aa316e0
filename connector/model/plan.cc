#include "connector/model/plan.h"

namespace estafeta::model {

bool moves_the_end(const PlannedTask& task) {
  const bool is_over =
      task.state == State::done || task.state == State::cancelled || task.state == State::failed;
  return task.critical || (!is_over && task.slack == base::Seconds(0));
}

std::string_view to_string(Action::Type type) {
  switch (type) {
    case Action::Type::none:
      return "none";
    case Action::Type::create_task:
      return "create_task";
    case Action::Type::relate:
      return "relate";
    case Action::Type::unrelate:
      return "unrelate";
    case Action::Type::update:
      return "update";
    case Action::Type::write_plan:
      return "write_plan";
    case Action::Type::attach_origin:
      return "attach_origin";
    case Action::Type::stop:
      return "stop";
  }
  return "?";
}

}  // namespace estafeta::model
