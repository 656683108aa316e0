#include "connector/sla/incident/writeback.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace estafeta::sla {

namespace {

using model::ClockJudgement;
using model::ClockState;
using model::Field;

struct ClockFields {
  std::string_view clock;
  Field state;
  Field due;
};

constexpr std::array<ClockFields, 2> kClockFields{{
    {"response", Field::sla_response, Field::sla_response_due},
    {"resolution", Field::sla_resolution, Field::sla_resolution_due},
}};

const ClockJudgement* find_clock(const model::Judgement& judgement, std::string_view name) {
  for (const ClockJudgement& clock : judgement.clocks) {
    if (clock.clock == name) return &clock;
  }
  return nullptr;
}

std::string due_text(const std::optional<base::Instant>& due, const calendar::Zone& zone) {
  return due ? calendar::format_local(*due, zone) : "";
}

// The nearest time by which somebody must still act.
std::optional<base::Instant> deadline(const model::Judgement& judgement) {
  std::optional<base::Instant> nearest;
  for (const ClockJudgement& clock : judgement.clocks) {
    if (clock.stopped_at || !clock.due) continue;
    if (!nearest || *clock.due < *nearest) nearest = clock.due;
  }
  return nearest;
}

// Why it runs on though the incident is on hold, and for some reason would pause; empty: that is not so.
std::string_view why_it_runs_on(const ClockJudgement& clock, const model::Issue& issue,
                                const WriteBackRules& rules) {
  const bool runs = clock.state == ClockState::running || clock.state == ClockState::at_risk;
  if (!runs || rules.policy == nullptr || issue.status.state != model::State::on_hold) return "";
  const auto& clocks = rules.policy->clocks;
  const auto rule = std::find_if(clocks.begin(), clocks.end(),
                                 [&](const ClockRule& one) { return one.name == clock.clock; });
  if (rule == clocks.end() || rule->pauses_on_any_hold() || rule->pausing_reasons().empty()) return "";
  if (!rule->lacks_hold_reason(issue.status)) return "_hold_runs_on";
  if (issue.field(Field::hold_reason).empty()) return "_hold_unexplained";
  // A reason that is left from an earlier hold counts for that one alone, though it looks as if it were set.
  return rules.knows_hold_reason ? "_hold_reason_left_over" : "_hold_reason_unknown";
}

std::string state_text(const model::Judgement& judgement, const ClockJudgement* clock,
                       const model::Issue& issue, const WriteBackRules& rules) {
  if (judgement.verdict != model::Verdict::complete) {
    return rules.say(base::Phrase("verdict." + std::string(to_string(judgement.verdict))));
  }
  const ClockState state = clock == nullptr ? ClockState::none : clock->state;
  std::string key = "clock_state." + std::string(to_string(state));
  if (clock != nullptr) key += why_it_runs_on(*clock, issue, rules);
  return rules.say(base::Phrase(std::move(key)));
}

std::map<Field, std::string> wanted_texts(const model::Judgement& judgement, const model::Issue& issue,
                                          const WriteBackRules& rules) {
  const bool complete = judgement.verdict == model::Verdict::complete;
  std::map<Field, std::string> wanted;
  for (const ClockFields& fields : kClockFields) {
    const ClockJudgement* clock = find_clock(judgement, fields.clock);
    wanted[fields.state] = state_text(judgement, clock, issue, rules);
    wanted[fields.due] = complete && clock != nullptr ? due_text(clock->due, rules.zone) : "";
  }
  wanted[Field::deadline] = complete ? due_text(deadline(judgement), rules.zone) : "";
  return wanted;
}

std::string_view without_trailing_space(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

std::map<Field, std::string> write_back(const model::Judgement& judgement, const model::Issue& issue,
                                        const WriteBackRules& rules) {
  if (issue.created < rules.live_from) return {};
  std::map<Field, std::string> texts = wanted_texts(judgement, issue, rules);
  std::erase_if(texts, [&](const auto& entry) {
    const auto shown = issue.fields.find(entry.first);
    return shown == issue.fields.end() ||
           without_trailing_space(shown->second) == without_trailing_space(entry.second);
  });
  return texts;
}

}  // namespace estafeta::sla
