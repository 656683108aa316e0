#include "connector/change/steps/promise.h"

#include <algorithm>

#include "connector/change/schedule/bounds.h"
#include "connector/change/schedule/delay.h"
#include "connector/change/tree/history.h"

namespace estafeta::change {

using base::Phrase;
using model::DelayShare;
using model::Field;
using model::PromiseMove;
using model::Side;
using Cause = DelayShare::Cause;

namespace {

// Among the words told: that the promise entered then was missed, by its instant.
constexpr auto kMissed = "promise_missed:";

// A note may follow right after.
constexpr base::Seconds kGrace = std::chrono::minutes(10);

const model::FieldChange* change_of_field(const model::Event& event, Field field) {
  const auto found = std::find_if(event.fields.begin(), event.fields.end(),
                                  [&](const auto& change) { return change.name == to_string(field); });
  return found == event.fields.end() ? nullptr : &*found;
}

// The first day ever named is the promise itself; every other one moves it.
bool is_move(const model::Event& event) {
  const auto* change = change_of_field(event, Field::promised);
  return change != nullptr && !event.own && !change->from.empty();
}

// What stands with a move, until the next one: the first words of who moved it, and the last side.
void explain(PromiseMove& move, const model::Event& moved, const model::Event* end, std::string side) {
  for (const auto* event = &moved; event != end; ++event) {
    if (event != &moved && change_of_field(*event, Field::promised) != nullptr) break;
    const bool speaks = event->author.id == moved.author.id && event->comment;
    if (speaks && move.reason.empty()) move.reason = event->comment->text;
    if (const auto* change = change_of_field(*event, Field::promise_side)) side = change->to;
  }
  move.side = std::move(side);
}

// What the field held before its first change, or holds still.
std::string first_value(const model::Issue& issue, Field field) {
  for (const auto& event : issue.events) {
    if (const auto* change = change_of_field(event, field)) return change->from;
  }
  return issue.field(field);
}

std::vector<PromiseMove> moves_of(const model::Issue& issue) {
  std::vector<PromiseMove> moves;
  auto side = first_value(issue, Field::promise_side);
  for (const auto& event : issue.events) {
    if (is_move(event)) {
      const auto* change = change_of_field(event, Field::promised);
      auto& move = moves.emplace_back();
      move.at = event.at;
      move.person = event.author.name;
      move.from = change->from;
      move.to = change->to;
      explain(move, event, issue.events.data() + issue.events.size(), side);
    }
    if (const auto* change = change_of_field(event, Field::promise_side)) side = change->to;
  }
  return moves;
}

// Only the last move is asked about: whoever moved it since has taken it over.
void ask_for_reasons(PlanBuilder& builder, const std::vector<PromiseMove>& moves) {
  if (moves.empty()) return;
  const auto& move = moves.back();
  std::vector<Phrase> missing;
  if (move.reason.empty()) missing.push_back(Phrase("promise.missing_reason"));
  if (move.side.empty()) missing.push_back(Phrase("promise.missing_side"));
  if (missing.empty()) return;
  if (move.at + kGrace > builder.situation.now) return builder.look_again(move.at + kGrace);
  builder.tell_once(
      "promise_moved:" + std::to_string(move.at.time_since_epoch().count()),
      Phrase(
          "promise.unexplained",
          {{"person", move.person}, {"from", move.from}, {"to", move.to}, {"missing", std::move(missing)}}));
}

// Nobody's time: the plan was longer than what was promised.
bool is_plans(Cause cause) {
  return cause == Cause::plan || cause == Cause::grown;
}

const char* key_of_part(Cause cause) {
  switch (cause) {
    case Cause::window:
      return "promise.part_window";
    case Cause::question:
      return "promise.part_question";
    case Cause::added:
      return "promise.part_added";
    case Cause::date:
      return "promise.part_date";
    case Cause::plan:
    case Cause::grown:
    case Cause::held:
    case Cause::late:
    case Cause::longer:
    case Cause::reopened:
      return "promise.part_nobody";
  }
  return "promise.part_nobody";
}

Phrase part_of_ours(const Rules& rules, const DelayShare& share) {
  const auto* department = rules.departments.find(share.department);
  if (department != nullptr) {
    return Phrase("promise.part_department", {{"n", share.days}, {"department", department->title}});
  }
  return Phrase(key_of_part(share.cause), {{"n", share.days}});
}

// Each department once, whatever its time went by.
std::vector<DelayShare> by_department(const model::Delay& delay) {
  std::vector<DelayShare> ours;
  for (const auto& share : delay.shares) {
    if (share.side != Side::us || is_plans(share.cause) || share.days == 0) continue;
    const auto same = std::find_if(ours.begin(), ours.end(), [&](const DelayShare& known) {
      return known.department == share.department &&
             (!known.department.empty() || known.cause == share.cause);
    });
    if (same == ours.end()) {
      ours.push_back(share);
    } else {
      same->days += share.days;
    }
  }
  std::stable_sort(ours.begin(), ours.end(), [](const auto& a, const auto& b) { return a.days > b.days; });
  return ours;
}

template <typename Counts>
std::int64_t days_of(const model::Delay& delay, Counts counts) {
  std::int64_t days = 0;
  for (const auto& share : delay.shares) days += counts(share) ? share.days : 0;
  return days;
}

std::vector<Phrase> shares_of(const Rules& rules, const model::Delay& delay) {
  std::vector<Phrase> phrases;
  const auto of_side = [&](Side side) {
    return days_of(delay, [&](const auto& share) { return share.side == side && !is_plans(share.cause); });
  };
  if (const auto n = of_side(Side::client); n > 0)
    phrases.push_back(Phrase("promise.share_client", {{"n", n}}));
  if (const auto n = of_side(Side::vendor); n > 0)
    phrases.push_back(Phrase("promise.share_vendor", {{"n", n}}));
  if (const auto n = of_side(Side::us); n > 0) {
    std::vector<Phrase> parts;
    for (const auto& share : by_department(delay)) parts.push_back(part_of_ours(rules, share));
    phrases.push_back(Phrase("promise.share_us", {{"n", n}, {"parts", std::move(parts)}}));
  }
  for (const auto& [cause, key] :
       {std::pair(Cause::grown, "promise.share_grown"), std::pair(Cause::plan, "promise.share_plan")}) {
    const auto n = days_of(delay, [&, which = cause](const auto& share) { return share.cause == which; });
    if (n > 0) phrases.push_back(Phrase(key, {{"n", n}}));
  }
  return phrases;
}

// Whoever enters a day that the plan misses already hears of it at once. One that is missed only later is
// told when the forecast passes it.
void tell_missed(PlanBuilder& builder, const model::Promise& promise) {
  const auto& change = builder.situation.change;
  const auto* entered = last_change_of(change, to_string(Field::promised));
  if (entered == nullptr || entered->own || change.status.state != model::State::in_progress) return;
  const auto token = std::string(kMissed) + std::to_string(entered->at.time_since_epoch().count());
  const auto& shown = change.field(Field::change_forecast);
  const bool was_kept = !shown.empty() && shown.substr(0, kDateLength) <= base::format_date(promise.day);
  if (was_kept) return void(builder.stamp.told.insert(token));
  if (builder.tree.stamp.told.contains(token) || !builder.stamp.told.insert(token).second) return;
  auto said = late_promise(builder.rules, promise);
  said.key = "promise.entered_late";
  builder.change_itself(Phrase("why.tell_tam")).note.push_back(std::move(said));
}

}  // namespace

Phrase late_promise(const Rules& rules, const model::Promise& promise) {
  return Phrase("promise.late", {{"promised", base::format_date(promise.day)},
                                 {"forecast", base::format_date(promise.forecast)},
                                 {"n", promise.delay->days},
                                 {"shares", shares_of(rules, *promise.delay)}});
}

void keep_promise(PlanBuilder& builder) {
  const auto& change = builder.situation.change;
  auto moves = moves_of(change);
  ask_for_reasons(builder, moves);
  const auto day = base::parse_date(change.field(Field::promised));
  if (!day || builder.plan.schedule.tasks.empty()) return;
  auto& promise = builder.plan.promise.emplace();
  promise.day = *day;
  promise.forecast = builder.rules.zone.local_date(builder.plan.schedule.finish);
  promise.delay = delay_of(builder.rules, builder.situation, builder.tree, builder.plan.schedule, *day);
  promise.moves = std::move(moves);
  if (!promise.delay) return;
  builder.remark({late_promise(builder.rules, promise), model::Ask::late_promise});
  tell_missed(builder, promise);
}

}  // namespace estafeta::change
