#include "connector/change/steps/reconcile.h"

#include <cstdint>
#include <sstream>

#include "connector/change/steps/closed.h"
#include "connector/change/steps/copied.h"
#include "connector/change/steps/hold.h"
#include "connector/change/steps/make_tasks.h"
#include "connector/change/steps/plan_in_progress.h"
#include "connector/change/steps/preview.h"
#include "connector/change/steps/wind_up.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::State;

model::Plan reconcile(const Rules& rules, const Situation& situation) {
  PlanBuilder builder(rules, situation);
  const auto state = situation.change.status.state;
  const bool is_under_way = state == State::in_progress || state == State::on_hold;
  if (is_under_way && holds_foreign_stamp(situation.change)) return stay_a_copy(builder);
  switch (state) {
    case State::draft:
    case State::needs_input:
      return preview(builder);
    case State::agreed:
      return make_tasks(builder);
    case State::in_progress:
      return plan_in_progress(builder);
    case State::cancelling:
      return wind_up(builder, State::cancelled);
    case State::failing:
      return wind_up(builder, State::failed);
    case State::on_hold:
      return stand_still(builder);
    case State::done:
      return stand_closed(builder);
    case State::unknown:
      return builder.rest(Phrase("why.unknown_status", {{"status", situation.change.status_name}}));
    default:
      return builder.rest_with_page(
          Phrase("why.closed", {{"state", std::string(to_string(situation.change.status.state))}}));
  }
}

base::Result<model::Schedule> provisional_schedule(const Rules& rules,
                                                   const std::optional<model::Client>& client,
                                                   const model::DesiredChange& desired, base::Instant from) {
  Situation situation;
  situation.now = from;
  situation.client = client;
  situation.desired = desired;
  PlanBuilder builder(rules, situation);
  if (!builder.scheduled.ok()) return base::fail(builder.scheduled);
  return std::move(builder.plan.schedule);
}

// FNV-1a: it only has to tell one page from the next.
std::string fingerprint(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  std::ostringstream hex;
  hex << std::hex << hash;
  return hex.str();
}

namespace {

// What the page says of it, which is nothing that moves while nobody does anything.
void add_window(std::ostream& text, const model::WindowPlan& window) {
  const auto add = [&](const std::optional<base::Instant>& instant) {
    text << '|' << (instant ? base::format_instant(*instant) : "");
  };
  text << '\n';
  add(window.opens);
  add(window.closes);
  for (const auto& task : window.tasks) {
    text << '\n' << task.key;
    if (!window.has_opened) continue;
    add(task.planned_start);
    add(task.planned_due);
    add(task.began);
    add(task.ended);
  }
}

void add_promise(std::ostream& text, const model::Promise& promise) {
  text << '\n' << base::format_date(promise.day);
  for (const auto& move : promise.moves) {
    text << '|' << move.person << '|' << move.to << '|' << move.side << '|' << move.reason;
  }
}

}  // namespace

std::string page_digest(const model::Plan& plan, const calendar::Zone& zone) {
  std::ostringstream text;
  const auto day = [&](base::Instant instant) { return base::format_date(zone.local_date(instant)); };
  if (!plan.schedule.tasks.empty()) text << day(plan.schedule.finish);
  // The page of a change that has ended says how.
  if (has_ended(plan.change_state)) text << to_string(plan.change_state);
  for (const auto& task : plan.schedule.tasks) {
    text << '\n'
         << task.key << '|' << (task.issue ? task.issue->value : 0) << '|' << task.department << '|'
         << task.title;
    text << '|' << to_string(task.state) << '|' << day(task.start) << '|' << day(task.due) << '|'
         << task.critical;
    text << '|' << to_string(task.holder.value_or(base::Phrase())) << '|';
    for (const auto& key : task.needs) text << key << ' ';
    text << '|';
    for (const auto& key : task.waits_for) text << key << ' ';
    for (const auto id : task.outside) text << '#' << id.value << ' ';
  }
  for (const auto& remark : plan.remarks) text << '\n' << to_string(remark.said);
  if (plan.window) add_window(text, *plan.window);
  if (plan.promise) add_promise(text, *plan.promise);
  return fingerprint(text.str());
}

}  // namespace estafeta::change
