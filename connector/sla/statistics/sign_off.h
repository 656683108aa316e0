// A month of a client as somebody signed it: every clock that belonged to it, with its outcome and figures.
//
// Kept as an attachment in the tracker, so it outlives the store. Never changed: what differs later is told
// as a restatement (restate.h). Plain data; no thread rule.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/document/json.h"
#include "connector/sla/statistics/outcome.h"
#include "connector/sla/statistics/period.h"

namespace estafeta::sla {

struct SignedClock {
  base::IssueId issue;
  std::string clock;
  Standing standing = Standing::met;  // met, breached or left out
  LeftOut rule = LeftOut::no_target;  // counts only if left out
  base::Instant counted_at;
  std::optional<base::Seconds> target;
  std::optional<base::Seconds> elapsed;
  std::string facts;        // fingerprint of the history it rests on
  std::string corrections;  // fingerprint of what people had corrected of it by then
  int cycle = 0;            // of a clock in cycles

  friend bool operator==(const SignedClock&, const SignedClock&) = default;
};

struct SignOff {
  std::string client;  // its id
  std::string month;   // `2026-10`
  std::string by;      // as given: name and role
  base::Instant at;    // what happened later was not known
  std::string zone;    // in which the month was taken
  std::vector<SignedClock> clocks;
  std::string key = {};  // by which whoever asked for it knows it again; empty: none

  friend bool operator==(const SignOff&, const SignOff&) = default;
};

std::string to_json(const SignOff& sign_off);
// nullopt: damaged, or written by a newer release.
std::optional<SignOff> sign_off_from_json(std::string_view text);

// What was known of the incident then, without corrections. Facts that are the same give the same text in
// every release.
std::string fingerprint(const model::Incident& incident, base::Instant then);
// The same of its corrections alone: they are notes, which people edit and delete.
std::string corrections_fingerprint(const model::Incident& incident, base::Instant then);

// Of one incident what belongs to that month.
void sign(SignOff& sign_off, const calendar::Zone& zone, const Record& record, const Judged& judged);

}  // namespace estafeta::sla
