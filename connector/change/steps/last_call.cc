#include "connector/change/steps/last_call.h"

#include <algorithm>

#include "connector/change/schedule/windows.h"
#include "connector/change/tree/holder.h"

namespace estafeta::change {

using base::Instant;
using base::Phrase;
using model::State;

namespace {

// How long before it is too late people are told: a day, so that a shift can still do something about it.
constexpr base::Seconds kAhead = std::chrono::hours(24);

// By when the needed task must have ended for the other one to begin at that instant.
Instant before_lag(const PlanBuilder& builder, const Node& node, const model::Edge& edge, Instant start) {
  const auto* calendar = builder.rules.calendars.find(calendar_of(builder.rules, node));
  if (!edge.lag_calendar.empty() || calendar == nullptr) return start - edge.lag;
  return edge.lag == base::Seconds(0) ? start : calendar->subtract(start, edge.lag).value_or(start);
}

// The last instant before it at which that department still works: nobody finishes anything at night.
Instant at_work(const PlanBuilder& builder, const Node& node, Instant instant) {
  constexpr base::Seconds kMoment{1};
  const auto* calendar = builder.rules.calendars.find(calendar_of(builder.rules, node));
  const auto worked = calendar == nullptr ? std::nullopt : calendar->subtract(instant, kMoment);
  return worked ? *worked + kMoment : instant;
}

// The instant by which everything it waits for must be there; nothing: it waits for nothing.
std::optional<Instant> too_late_after(const PlanBuilder& builder, const Node& node, Instant latest_start) {
  std::optional<Instant> by;
  for (const auto index : node.needs) {
    const auto& link = builder.tree.links[index];
    if (is_satisfied(link.verdict) || link.verdict == LinkVerdict::lag) continue;
    // What is done in the window itself has no earlier deadline; the window's page tells how it goes.
    const auto* needed = builder.tree.nodes[link.needed].wanted;
    if (needed != nullptr && needed->maintenance_window) continue;
    const auto end =
        at_work(builder, builder.tree.nodes[link.needed], before_lag(builder, node, link.edge, latest_start));
    by = by ? std::min(*by, end) : end;
  }
  return by;
}

void last_call(PlanBuilder& builder, const Node& node, const calendar::Calendar& windows) {
  const auto* planned = builder.planned(node);
  const auto window = planned == nullptr ? std::nullopt : windows.interval_at_or_after(planned->start);
  if (!window) return;
  const auto by = too_late_after(builder, node, window->end - node.wanted->duration);
  if (!by || *by <= builder.situation.now) return;
  if (*by - kAhead > builder.situation.now) return builder.look_again(*by - kAhead);
  const auto next = windows.interval_at_or_after(window->end);
  auto said = about(next ? "told.last_call" : "told.last_call_of_all", node);
  said.values.emplace_back("by", *by);
  said.values.emplace_back("window", window->start);
  if (next) said.values.emplace_back("next", next->start);
  auto holders = holders_back(builder.rules, builder.situation, builder.tree, node);
  if (holders.empty()) holders.push_back(Phrase("holder.nobody"));
  said.values.emplace_back("holders", std::move(holders));
  const auto day = base::format_date(builder.rules.zone.local_date(window->start));
  const auto ask = next ? model::Ask::last_call : model::Ask::last_call_of_all;
  builder.tell_once("last_call:" + node.key + "@" + day, {std::move(said), ask});
}

}  // namespace

void last_calls(PlanBuilder& builder) {
  const auto windows = windows_of(builder.rules, builder.situation);
  if (!windows) return;
  for (const auto& node : builder.tree.nodes) {
    const bool waits = node.exists() && node.state() == State::waiting;
    if (waits && node.wanted != nullptr && node.wanted->maintenance_window)
      last_call(builder, node, *windows);
  }
}

}  // namespace estafeta::change
