#include "tests/engine/fault_points.h"

namespace estafeta::testing {

using tracker::fake::Fault;

int points_until_settled(SiteStage& stage) {
  int points = 0;
  stage.fake.set_hook([&](std::string_view) {
    ++points;
    return Fault::none;
  });
  stage.settle();
  stage.fake.set_hook(nullptr);
  return points;
}

tracker::fake::Hook at_point(int n, Fault fault) {
  return [n, fault, seen = 0](std::string_view) mutable { return ++seen == n ? fault : Fault::none; };
}

void settle_killed_at(SiteStage& stage, int n, bool forget) {
  stage.fake.set_hook(at_point(n, Fault::kill));
  try {
    stage.settle();
  } catch (const tracker::fake::Killed&) {
    stage.restart(forget);
  }
  stage.fake.set_hook(nullptr);
}

tracker::fake::Hook at_point_if_possible(int n, Fault fault, std::string* hit) {
  return [n, fault, hit, seen = 0, of_name = std::map<std::string, int>{}](std::string_view point) mutable {
    const int which = ++of_name[std::string(point)];
    const bool refusal = fault == Fault::denied || fault == Fault::conflict;
    const bool possible = !refusal || point.starts_with("before:");
    if (++seen != n || !possible) return Fault::none;
    if (hit != nullptr) *hit = std::string(point) + " " + std::to_string(which);
    return fault;
  };
}

}  // namespace estafeta::testing
