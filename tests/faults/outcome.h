// What can become of a request, beside being answered as it should.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace estafeta::testing {

// `before`: it was not carried out; `after`: it was, and nobody heard of it.
enum class Outcome {
  refused,
  reset_before,
  reset_after,
  timed_out_before,
  timed_out_after,
  unauthorized,
  forbidden,
  not_found,
  conflict,
  precondition_failed,
  unprocessable,             // with a sentence
  unprocessable_in_silence,  // without
  too_many,
  too_many_for_two_minutes,
  broken_before,
  broken_after,
  bad_gateway,
  unavailable,
  gateway_timed_out,  // after
  cut_short,          // after: half of the JSON
  slow,
  redirected,
  answered_in_html,
  answered_with_nothing,  // 200 and an empty list
  too_large,              // after: the client gives up
  too_deep,               // after: JSON nested deeper than anybody reads
  stale,                  // as it was answered when it was asked before
  doubled,                // each row of a list twice
  reordered,              // the newest entries of a history first
  an_hour_ahead,          // by the clock of the server
  delivered_twice,
  killed_before,  // the service's process
  killed_after,
};

std::string_view to_string(Outcome outcome);
const std::vector<Outcome>& all_outcomes();
// At a kind of request (call_site.h): a reading that was or was not carried out is the same; only lists have
// rows.
bool is_possible(Outcome outcome, const std::string& site);

}  // namespace estafeta::testing
