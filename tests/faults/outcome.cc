#include "tests/faults/outcome.h"

namespace estafeta::testing {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::refused:
      return "refused";
    case Outcome::reset_before:
      return "reset before";
    case Outcome::reset_after:
      return "reset after";
    case Outcome::timed_out_before:
      return "time-out before";
    case Outcome::timed_out_after:
      return "time-out after";
    case Outcome::unauthorized:
      return "401";
    case Outcome::forbidden:
      return "403";
    case Outcome::not_found:
      return "404";
    case Outcome::conflict:
      return "409";
    case Outcome::precondition_failed:
      return "412";
    case Outcome::unprocessable:
      return "422 with a sentence";
    case Outcome::unprocessable_in_silence:
      return "422 without";
    case Outcome::too_many:
      return "429";
    case Outcome::too_many_for_two_minutes:
      return "429, Retry-After: 120";
    case Outcome::broken_before:
      return "500 before";
    case Outcome::broken_after:
      return "500 after";
    case Outcome::bad_gateway:
      return "502";
    case Outcome::unavailable:
      return "503";
    case Outcome::gateway_timed_out:
      return "504 after";
    case Outcome::cut_short:
      return "half of the answer";
    case Outcome::slow:
      return "slow";
    case Outcome::redirected:
      return "302";
    case Outcome::answered_in_html:
      return "200 in HTML";
    case Outcome::answered_with_nothing:
      return "200, an empty list";
    case Outcome::too_large:
      return "answer too large";
    case Outcome::too_deep:
      return "JSON too deep";
    case Outcome::stale:
      return "stale answer";
    case Outcome::doubled:
      return "rows twice";
    case Outcome::reordered:
      return "journals reordered";
    case Outcome::an_hour_ahead:
      return "clock an hour ahead";
    case Outcome::delivered_twice:
      return "delivered twice";
    case Outcome::killed_before:
      return "killed before";
    case Outcome::killed_after:
      return "killed after";
  }
  return "";
}

const std::vector<Outcome>& all_outcomes() {
  static const std::vector<Outcome> all = [] {
    std::vector<Outcome> found;
    for (int i = 0; i <= static_cast<int>(Outcome::killed_after); ++i)
      found.push_back(static_cast<Outcome>(i));
    return found;
  }();
  return all;
}

bool is_possible(Outcome outcome, const std::string& site) {
  const bool reads = site.starts_with("GET ");
  const bool tells_changes = site == "GET the plugin: what changed";
  const bool lists = site.starts_with("GET issues ") || tells_changes;
  switch (outcome) {
    case Outcome::reset_after:
    case Outcome::timed_out_after:
    case Outcome::broken_after:
    case Outcome::gateway_timed_out:
    case Outcome::delivered_twice:
    case Outcome::killed_after:
      return !reads;
    case Outcome::answered_with_nothing:
    case Outcome::doubled:
      return lists;
    case Outcome::reordered:
      return site == "GET an issue" || tells_changes || site == "POST the plugin: histories";
    case Outcome::stale:
      return reads;
    default:
      return true;
  }
}

}  // namespace estafeta::testing
