// The day a person promised the client, how it was moved, and whose time lies between it and the forecast.
//
// Made by change/, shown by render/. Plain data; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/time.h"

namespace estafeta::model {

// Who answers for a stretch of the delay.
enum class Side { client, vendor, us };

struct DelayShare {
  // What the time went by.
  enum class Cause {
    plan,      // the plan itself is longer than what was promised
    grown,     // the same, but another plan was agreed to after the promise
    held,      // on hold for somebody
    window,    // on hold for a maintenance window
    question,  // returned with a question
    late,      // begun later than it could have been
    longer,    // took longer than planned
    reopened,  // done, and opened again
    added,     // work that was not there at first
    date,      // somebody put the start on a later day, by agreement for instance
  } cause = Cause::plan;
  Side side = Side::us;
  std::string department;  // id; empty: not one department's, or not ours
  std::int64_t days = 0;   // of Delay::days
  base::Seconds time{0};   // of Delay::time

  friend bool operator==(const DelayShare&, const DelayShare&) = default;
};

// The forecast lies after the promised day. The shares sum to both figures exactly.
struct Delay {
  std::int64_t days = 0;           // from the promised day to the forecast's, in the site's zone
  base::Seconds time{0};           // from the end of the promised day to the forecast
  std::vector<DelayShare> shares;  // client, vendor, us; within a side the largest first

  friend bool operator==(const Delay&, const Delay&) = default;
};

// Somebody put another day in place of the promised one.
struct PromiseMove {
  base::Instant at;
  std::string person;
  std::string from;  // as the tracker writes days
  std::string to;    // empty: taken back
  std::string side;  // as the tracker spells it; empty: not said
  std::string reason;

  friend bool operator==(const PromiseMove&, const PromiseMove&) = default;
};

struct Promise {
  base::Date day{};
  base::Date forecast{};           // the plan's last day, in the site's zone
  std::optional<Delay> delay;      // nothing: it holds
  std::vector<PromiseMove> moves;  // oldest first

  friend bool operator==(const Promise&, const Promise&) = default;
};

std::string_view to_string(Side side);
std::string_view to_string(DelayShare::Cause cause);

}  // namespace estafeta::model
