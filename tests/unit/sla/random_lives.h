// Policies and incidents made up from a seed, for laws.
#pragma once

#include <array>
#include <cstdlib>
#include <random>
#include <string>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {

using Random = std::mt19937_64;

inline std::size_t pick(Random& random, std::size_t count) {
  return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
}

template <std::size_t N>
const char* one_of(Random& random, const std::array<const char*, N>& words) {
  return words[pick(random, N)];
}

// ESTAFETA_LONG=1 asks for many more lives, and fresh ones.
inline bool is_long() {
  const char* asked = std::getenv("ESTAFETA_LONG");
  return asked != nullptr && std::string(asked) == "1";
}

inline std::uint64_t seed_of(std::uint64_t fixed) {
  return is_long() ? std::random_device()() : fixed;
}

// Whole steps of that length make up everything.
struct Grain {
  std::chrono::minutes step{1};
  std::size_t steps = 600;  // between two events, at most
  // Targets that are whole steps.
  std::array<const char*, 3> targets{
      "[ { when: { priority: urgent }, calendar: 24x7, response: 15m, resolution: 4h, work: 1h },"
      "  { calendar: shop, response: 1h, resolution: 8h, work: 2h } ]",
      "[ { when: { priority: urgent }, calendar: office, response: 7m, resolution: 3h, work: 1h13m },"
      "  { when: { priority: high }, calendar: 24x7, response: 45m, resolution: 11h } ]",
      "[ { when: { priority: low }, calendar: office, response: 2h, work: 5h },"
      "  { calendar: shop, response: 1h30m, resolution: 13h, work: 3h } ]"};
};

inline Grain minutes_grain() {
  return {};
}

inline Grain quarters_grain() {
  Grain grain;
  grain.step = std::chrono::minutes(15);
  grain.steps = 30;
  grain.targets[1] =
      "[ { when: { priority: urgent }, calendar: office, response: 15m, resolution: 3h, work: 1h15m },"
      "  { when: { priority: high }, calendar: 24x7, response: 45m, resolution: 11h } ]";
  return grain;
}

inline Policy random_policy(Random& random, const Grain& grain) {
  constexpr std::array<const char*, 5> kResolution{
      "{}", "{ pause_in: [ \"on_hold:client\" ], resume_on: customer_comment }",
      "{ on_reopen: new_cycle, resume_on: customer_comment }",
      "{ stop_in: [ resolved ], pause_in: [ on_hold, closed ] }",
      "{ stop_in: [ resolved, closed ], on_reopen: new_cycle, stop_on: left_new }"};
  constexpr std::array<const char*, 4> kResponse{"{}", "{ stop_on: staff_comment }",
                                                 "{ staff_created: skip }", "{ stop_on: left_new }"};
  constexpr std::array<const char*, 3> kWork{
      "{ start_in: [ ready ], stop_in: [ closed, resolved ], pause_in: [ returned, \"on_hold:client\" ] }",
      "{ start_in: [ in_progress, ready ], stop_in: [ resolved ], on_reopen: new_cycle }",
      "{ stop_in: [ cancelled ], pause_in: [ on_hold ], resume_on: customer_comment }"};
  std::string yaml = "warn_at: 0.75\nclocks: { response: ";
  yaml += one_of(random, kResponse);
  yaml += ", resolution: ";
  yaml += one_of(random, kResolution);
  yaml += ", work: ";
  yaml += one_of(random, kWork);
  yaml += " }\non_retarget: ";
  yaml += pick(random, 2) == 0 ? "retroactive" : "carry_fraction";
  yaml += "\ntargets: ";
  yaml += one_of(random, grain.targets);
  return policy(yaml + "\n");
}

// A clock that starts by `on`, beside others that start at creation.
inline Policy random_policy_of_starts(Random& random, const Grain& grain, const std::string& on) {
  constexpr std::array<const char*, 5> kWork{
      "stop_in: [ closed, resolved ], pause_in: [ returned, \"on_hold:client\" ]",
      "stop_in: [ resolved, in_progress ], on_reopen: new_cycle",
      "stop_in: [ cancelled ], pause_in: [ on_hold ], resume_on: customer_comment",
      "stop_on: [ staff_comment, left_new ], stop_in: [ closed ], staff_created: skip",
      "stop_in: [ closed ], stop_on: left_new, pause_in: [ on_hold ]"};
  std::string yaml = "warn_at: 0.75\nclocks: { work: { on: " + on + ", ";
  yaml += one_of(random, kWork);
  yaml += " } }\non_retarget: ";
  yaml += pick(random, 2) == 0 ? "retroactive" : "carry_fraction";
  yaml += "\ntargets: ";
  yaml += one_of(random, grain.targets);
  return policy(yaml + "\n");
}

// Clocks in cycles beside one that runs once; targets in days among them.
inline Policy random_policy_of_cycles(Random& random) {
  constexpr std::array<const char*, 4> kReply{"", ", from_creation: true, pause_in: [ \"on_hold:client\" ]",
                                              ", stop_in: [ closed ], from_creation: true",
                                              ", pause_in: [ on_hold ], resume_on: customer_comment"};
  constexpr std::array<const char*, 4> kUpdate{
      "", ", pause_in: [ on_hold ]", ", stop_in: [ resolved ]",
      ", pause_in: [ \"on_hold:client\" ], resume_on: customer_comment"};
  constexpr std::array<const char*, 3> kTargets{
      "[ { when: { priority: urgent }, calendar: 24x7, resolution: 4h, question: 30m, word: 1h },"
      "  { calendar: shop, resolution: 8h, question: 45m, word: 2h15m } ]",
      "[ { when: { priority: urgent, created: { in: shop } }, calendar: office, question: 1bd, word: 3h },"
      "  { when: { priority: high }, calendar: 24x7, question: 45m },"
      "  { calendar: office, resolution: 11h, question: end_of_day, word: 1bd_end } ]",
      "[ { when: { priority: low }, calendar: office, resolution: 2h, word: 1h15m },"
      "  { when: { created: { out_of: office } }, calendar: shop, resolution: 8h, question: 2bd, word: "
      "end_of_day } ]"};
  std::string yaml = "warn_at: 0.75\nclocks: { question: { kind: next_reply";
  yaml += one_of(random, kReply);
  yaml += " }, word: { kind: update";
  yaml += one_of(random, kUpdate);
  yaml += " } }\ntargets: ";
  yaml += one_of(random, kTargets);
  return policy(yaml + "\n");
}

inline SlaEvent random_event(Random& random, base::Instant when) {
  constexpr std::array<const char*, 12> kStatuses{
      "new",      "in_progress", "in_progress", "on_hold",     "on_hold:client", "on_hold:vendor",
      "resolved", "closed",      "cancelled",   "in_progress", "ready",          "returned"};
  constexpr std::array<const char*, 3> kComments{"", "public", "private"};
  constexpr std::array<const char*, 4> kPriorities{"low", "normal", "high", "urgent"};
  constexpr std::array<const char*, 4> kDepartments{"", "network", "unix", "dba"};
  constexpr std::array<Actor, 3> kActors{Actor::customer, Actor::staff, Actor::system};
  EventWords words;
  const std::size_t what = pick(random, 8);
  if (what < 4) words.status = one_of(random, kStatuses);
  if (what >= 3 && what < 7) words.comment = one_of(random, kComments);
  if (what == 7 || pick(random, 8) == 0) words.priority = one_of(random, kPriorities);
  SlaEvent made = event(when, kActors[pick(random, kActors.size())], words);
  if (pick(random, 6) == 0) made.department = one_of(random, kDepartments);
  return made;
}

inline model::Correction random_correction(Random& random, base::Instant created, const Grain& grain) {
  constexpr std::array<model::Correction::Type, 3> kTypes{model::Correction::Type::answered,
                                                          model::Correction::Type::restored,
                                                          model::Correction::Type::excluded};
  const auto some = [&] { return grain.step * pick(random, 4 * grain.steps); };
  const base::Instant from = created - grain.step + some();
  const base::Instant until = from + some();
  return corrected(kTypes[pick(random, kTypes.size())], from, until + some(), until);
}

// On whole steps, some events at once; the first may lie before creation.
inline model::Incident random_life(Random& random, std::size_t most_events, const Grain& grain) {
  constexpr std::array<const char*, 4> kPriorities{"low", "normal", "high", "urgent"};
  model::Incident life = incident({});
  life.by = pick(random, 4) == 0 ? Actor::staff : Actor::customer;
  life.priority = one_of(random, kPriorities);
  const std::size_t count = pick(random, most_events + 1);
  base::Instant when = life.created - grain.step * 2;
  for (std::size_t i = 0; i < count; ++i) {
    when += grain.step * (pick(random, 4) == 0 ? 0 : pick(random, grain.steps));
    life.events.push_back(random_event(random, when));
  }
  for (std::size_t i = pick(random, 3); i > 0; --i) {
    life.corrections.push_back(random_correction(random, life.created, grain));
  }
  return life;
}

// The same, handed on between people and groups, and perhaps older than its contract.
inline model::Incident random_handed_life(Random& random, std::size_t most_events, const Grain& grain) {
  constexpr std::array<model::Assigned, 5> kHolders{model::Assigned::nobody, model::Assigned::person,
                                                    model::Assigned::person, model::Assigned::group,
                                                    model::Assigned::unknown};
  const auto holder = [&] { return kHolders[pick(random, kHolders.size())]; };
  model::Incident life = random_life(random, most_events, grain);
  if (pick(random, 2) == 0) life.assigned = holder();
  for (SlaEvent& event : life.events) {
    if (pick(random, 3) == 0) event.assigned = holder();
  }
  if (pick(random, 2) == 0) life.contract_from = life.created + grain.step * pick(random, 3 * grain.steps);
  return life;
}

// The same with much said between customer and staff.
inline model::Incident random_talk(Random& random, std::size_t most_events, const Grain& grain) {
  model::Incident life = random_life(random, most_events, grain);
  for (SlaEvent& event : life.events) {
    if (pick(random, 2) == 0) continue;
    event.comment = SlaEvent::CommentKind::open;
    event.by = pick(random, 2) == 0 ? Actor::customer : Actor::staff;
    if (pick(random, 3) != 0) event.status.reset();
  }
  return life;
}

inline base::Instant random_now(Random& random, const model::Incident& life, const Grain& grain) {
  return life.created + grain.step * pick(random, 7 * grain.steps);
}

}  // namespace estafeta::sla
