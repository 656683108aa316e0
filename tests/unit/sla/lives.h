// Policies, calendars and incidents that the tests of SLA share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "connector/document/yaml.h"
#include "connector/sla/clocks/evaluate.h"
#include "connector/sla/clocks/policy.h"
#include "connector/sla/clocks/policy_parse.h"

namespace estafeta::sla {

using model::Actor;
using model::SlaEvent;

inline base::Instant at(const std::string& text) {
  return base::parse_instant(text).value();
}

// `12:30` on Monday, 15 June 2026, UTC.
inline base::Instant monday(const std::string& clock) {
  return at("2026-06-15T" + clock + ":00Z");
}

inline calendar::CalendarSet test_calendars() {
  calendar::CalendarSpec office;  // UTC
  for (std::size_t day = 0; day < 5; ++day) office.week[day] = {calendar::parse_shift("09:00-18:00").value()};
  calendar::CalendarSet set;
  set.add("office", calendar::Calendar(office));
  // Open on Saturdays and late at night; the second day of the tests is a holiday.
  calendar::CalendarSpec shop = office;
  shop.week[0] = {calendar::parse_shift("08:00-12:00").value(), calendar::parse_shift("13:00-20:30").value()};
  shop.week[2] = {calendar::parse_shift("20:00-04:00").value()};
  shop.week[5] = shop.week[0];
  shop.holidays = {base::parse_date("2026-06-16").value()};
  set.add("shop", calendar::Calendar(shop));
  return set;
}

inline std::vector<std::string> lines(const base::Diagnostics& problems) {
  std::vector<std::string> all;
  for (const auto& problem : problems) {
    all.push_back(std::to_string(problem.where.line) + ":" + std::to_string(problem.where.column) + " " +
                  problem.what.key);
  }
  return all;
}

// A policy by its YAML, which must be right.
inline Policy policy(const std::string& yaml) {
  const auto node = document::parse_yaml(yaml, "policy.yaml");
  base::Diagnostics problems;
  auto parsed = node ? parse_policy(*node, test_calendars(), problems) : std::nullopt;
  EXPECT_TRUE(parsed) << yaml << (problems.empty() ? "" : to_string(problems[0].what));
  return parsed.value_or(Policy{});
}

inline const std::string kOneTarget = "targets: [ { calendar: office, response: 1h, resolution: 8h } ]\n";

struct EventWords {
  std::string status = {};    // `on_hold:client`; empty: none
  std::string comment = {};   // public, private or empty
  std::string priority = {};  // empty: none
};

inline model::StatusWord status_word(const std::string& text) {
  const std::size_t colon = text.find(':');
  model::StatusWord word{model::state_from(text.substr(0, colon)).value(), model::HoldReason::none};
  if (colon != std::string::npos) word.reason = model::hold_reason_from(text.substr(colon + 1)).value();
  return word;
}

inline SlaEvent event(base::Instant when, Actor by, const EventWords& words) {
  SlaEvent made;
  made.at = when;
  made.by = by;
  if (!words.status.empty()) made.status = status_word(words.status);
  if (!words.priority.empty()) made.priority = words.priority;
  if (words.comment == "public") made.comment = SlaEvent::CommentKind::open;
  if (words.comment == "private") made.comment = SlaEvent::CommentKind::closed;
  return made;
}

// Created by the customer on Monday at 10:00, new, of normal priority.
inline model::Incident incident(std::vector<SlaEvent> events) {
  model::Incident made;
  made.created = monday("10:00");
  made.status = {model::State::fresh, model::HoldReason::none};
  made.priority = "normal";
  made.events = std::move(events);
  return made;
}

// Entered at its time unless said otherwise; an exclusion is until it was entered.
inline model::Correction corrected(model::Correction::Type type, base::Instant from,
                                   std::optional<base::Instant> entered = {},
                                   std::optional<base::Instant> until = {}) {
  model::Correction made;
  made.type = type;
  made.entered = entered.value_or(from);
  made.journal = {40};
  made.author = "Alice Lowe";
  made.from = from;
  made.until = type == model::Correction::Type::excluded ? until.value_or(made.entered) : until;
  made.reason = "by telephone";
  return made;
}

inline const model::ClockJudgement& clock_of(const model::Judgement& judgement, const std::string& name) {
  for (const auto& clock : judgement.clocks) {
    if (clock.clock == name) return clock;
  }
  ADD_FAILURE() << "no clock " << name;
  static const model::ClockJudgement kNone;
  return kNone;
}

}  // namespace estafeta::sla
