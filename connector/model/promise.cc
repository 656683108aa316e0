#include "connector/model/promise.h"

namespace estafeta::model {

std::string_view to_string(Side side) {
  switch (side) {
    case Side::client:
      return "client";
    case Side::vendor:
      return "vendor";
    case Side::us:
      return "us";
  }
  return "";
}

std::string_view to_string(DelayShare::Cause cause) {
  using Cause = DelayShare::Cause;
  switch (cause) {
    case Cause::plan:
      return "plan";
    case Cause::grown:
      return "grown";
    case Cause::held:
      return "held";
    case Cause::window:
      return "window";
    case Cause::question:
      return "question";
    case Cause::late:
      return "late";
    case Cause::longer:
      return "longer";
    case Cause::reopened:
      return "reopened";
    case Cause::date:
      return "date";
    case Cause::added:
      return "added";
  }
  return "";
}

}  // namespace estafeta::model
