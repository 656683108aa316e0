// The last call before a maintenance window: by when what a task waits for must be finished, or its window is
// lost, and which one comes next.
#include <algorithm>

#include "connector/change/steps/steps.h"
#include "connector/change/tree/holder.h"

namespace estafeta::change {

using base::Instant;
using base::Phrase;
using model::State;

namespace {

// How long before it is too late people are told: a day, so that a shift can still do something about it.
constexpr base::Seconds kAhead = std::chrono::hours(24);

std::optional<calendar::Calendar> windows_of(const Pass& pass) {
  const auto& client = pass.situation.client;
  const auto* windows = client ? pass.rules.calendars.find(client->windows) : nullptr;
  if (windows == nullptr) return std::nullopt;
  std::vector<calendar::Interval> closed;
  for (const auto& freeze : client->freezes) closed.push_back({freeze.from, freeze.until});
  return windows->with_closed(closed);
}

// By when the needed task must have ended for the other one to begin at that instant.
Instant before_lag(const Pass& pass, const Node& node, const model::Edge& edge, Instant start) {
  const auto* calendar = pass.rules.calendars.find(calendar_of(pass.rules, node));
  if (!edge.lag_calendar.empty() || calendar == nullptr) return start - edge.lag;
  return edge.lag == base::Seconds(0) ? start : calendar->subtract(start, edge.lag).value_or(start);
}

// The last instant before it at which that department still works: nobody finishes anything at night.
Instant at_work(const Pass& pass, const Node& node, Instant instant) {
  constexpr base::Seconds kMoment{1};
  const auto* calendar = pass.rules.calendars.find(calendar_of(pass.rules, node));
  const auto worked = calendar == nullptr ? std::nullopt : calendar->subtract(instant, kMoment);
  return worked ? *worked + kMoment : instant;
}

// The instant by which everything it waits for must be there; nothing: it waits for nothing.
std::optional<Instant> too_late_after(const Pass& pass, const Node& node, Instant latest_start) {
  std::optional<Instant> by;
  for (const auto index : node.needs) {
    const auto& link = pass.tree.links[index];
    if (is_satisfied(link.verdict) || link.verdict == Verdict::lag) continue;
    const auto end =
        at_work(pass, pass.tree.nodes[link.needed], before_lag(pass, node, link.edge, latest_start));
    by = by ? std::min(*by, end) : end;
  }
  return by;
}

void last_call(Pass& pass, const Node& node, const calendar::Calendar& windows) {
  const auto* planned = pass.planned(node);
  const auto window = planned == nullptr ? std::nullopt : windows.interval_at_or_after(planned->start);
  if (!window) return;
  const auto by = too_late_after(pass, node, window->end - node.wanted->duration);
  if (!by || *by <= pass.situation.now) return;
  if (*by - kAhead > pass.situation.now) return pass.look_again(*by - kAhead);
  const auto next = windows.interval_at_or_after(window->end);
  auto said = about(next ? "told.last_call" : "told.last_call_of_all", node);
  said.values.emplace_back("by", *by);
  said.values.emplace_back("window", window->start);
  if (next) said.values.emplace_back("next", next->start);
  auto holders = holders_back(pass.rules, pass.situation, pass.tree, node);
  if (holders.empty()) holders.push_back(Phrase("holder.nobody"));
  said.values.emplace_back("holders", std::move(holders));
  const auto day = base::format_date(pass.rules.zone.local_date(window->start));
  pass.tell_once("last_call:" + node.key + "@" + day, std::move(said));
}

}  // namespace

void last_calls(Pass& pass) {
  const auto windows = windows_of(pass);
  if (!windows) return;
  for (const auto& node : pass.tree.nodes) {
    const bool waits = node.exists() && node.state() == State::waiting;
    if (waits && node.wanted != nullptr && node.wanted->maintenance_window) last_call(pass, node, *windows);
  }
}

}  // namespace estafeta::change
