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

tracker::fake::Hook at_point_if_possible(int n, Fault fault) {
  return [n, fault, seen = 0](std::string_view point) mutable {
    const bool refusal = fault == Fault::denied || fault == Fault::conflict;
    const bool possible = !refusal || point.starts_with("before:");
    return ++seen == n && possible ? fault : Fault::none;
  };
}

}  // namespace estafeta::testing
