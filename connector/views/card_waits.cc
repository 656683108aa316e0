#include "connector/views/card_waits.h"

#include <algorithm>
#include <map>

#include "connector/change/tree/history.h"

namespace estafeta::views {

namespace {

using base::Instant;
using change::Link;
using model::State;

std::string who_of(const change::Node& node) {
  return node.owner == model::Owner::department ? node.department : std::string(to_string(node.owner));
}

// When it could be begun; nothing: it still waits its turn.
std::optional<Instant> turn_of(const model::Issue& issue) {
  if (issue.status.state == State::waiting) return std::nullopt;
  const auto passage = change::last_out_of(issue, State::waiting);
  return passage ? passage->event->at : issue.created;
}

// The due date it had first.
std::optional<base::Date> first_due(const model::Issue& issue) {
  for (const auto& event : issue.events) {
    for (const auto& field : event.fields) {
      if (field.name == "due_date") return base::parse_date(field.from.empty() ? field.to : field.from);
    }
  }
  return issue.due_date;
}

class Waits {
 public:
  Waits(const Organisation& organisation, const change::Situation& situation, const change::Tree& tree)
      : organisation_(organisation), situation_(situation), tree_(tree) {}

  std::vector<CardWait> run() const {
    std::vector<CardWait> waits;
    for (const auto& link : tree_.links) {
      if (auto wait = of(link)) waits.push_back(std::move(*wait));
    }
    return waits;
  }

 private:
  std::optional<CardWait> of(const Link& link) const {
    const auto& needed = tree_.nodes[link.needed];
    const auto& needing = tree_.nodes[link.needing];
    const bool counts = needed.exists() && needing.exists() && !needing.department.empty() &&
                        needing.owner == model::Owner::department && who_of(needed) != needing.department;
    if (!counts || who_of(needed).empty()) return std::nullopt;
    const auto from = begin(link);
    const auto until = end(link);
    const auto forgotten = situation_.now - std::chrono::days(kDaysOfWaiting + 1);
    if (!from || until.value_or(situation_.now) <= std::max(*from, forgotten)) return std::nullopt;
    return CardWait{needing.department, who_of(needed), *from, until};
  }

  std::optional<Instant> begin(const Link& link) const {
    const auto& needed = *tree_.nodes[link.needed].issue;
    auto from = turn_of(needed);
    if (!from || !first_due(needed)) return std::nullopt;
    for (const auto index : tree_.nodes[link.needing].needs) {
      const auto& other = tree_.links[index];
      const auto* issue = tree_.nodes[other.needed].issue;
      if (issue == nullptr || (other.alternative && &other != &link)) continue;
      if (const auto due = first_due(*issue)) from = std::max(*from, day_after(*due));
    }
    return from;
  }

  Instant day_after(base::Date day) const {
    return organisation_.rules.zone.start_of_day(std::chrono::sys_days(day) + std::chrono::days(1));
  }

  std::optional<Instant> end(const Link& link) const {
    const auto& needing = *tree_.nodes[link.needing].issue;
    auto until = change::ended_at(*tree_.nodes[link.needed].issue);
    const auto let_go =
        change::has_ended(needing.status.state) ? change::ended_at(needing) : turn_of(needing);
    if (let_go && (!until || *let_go < *until)) until = let_go;
    return until;
  }

  const Organisation& organisation_;
  const change::Situation& situation_;
  const change::Tree& tree_;
};

enum class OnWhom { client, vendor, us, nobody };

OnWhom side_of(const model::StatusWord& held) {
  if (held.state == State::returned) return OnWhom::us;
  switch (held.reason) {
    case model::HoldReason::client:
      return OnWhom::client;
    case model::HoldReason::vendor:
      return OnWhom::vendor;
    case model::HoldReason::internal:
    case model::HoldReason::none:
      return OnWhom::us;
    case model::HoldReason::window:
      break;
  }
  return OnWhom::nobody;
}

// The time that at least one of them covers.
base::Seconds covered(std::vector<calendar::Interval> all) {
  std::sort(all.begin(), all.end(),
            [](const auto& one, const auto& other) { return one.start < other.start; });
  base::Seconds sum{0};
  Instant reached{};
  for (const auto& one : all) {
    const auto from = std::max(one.start, reached);
    if (one.end <= from) continue;
    sum += one.end - from;
    reached = one.end;
  }
  return sum;
}

}  // namespace

Waited waited_of(const change::Situation& situation, const change::Tree& tree) {
  const auto end = change::ended_at(situation.change).value_or(situation.change.updated);
  std::map<OnWhom, std::vector<calendar::Interval>> waits;
  for (const auto& node : tree.nodes) {
    if (!node.exists()) continue;
    const auto until = std::min(end, change::ended_at(*node.issue).value_or(end));
    if (node.owner != model::Owner::department) {
      const auto side = node.owner == model::Owner::client ? OnWhom::client : OnWhom::vendor;
      const auto turn = turn_of(*node.issue);
      if (turn && *turn < until) waits[side].push_back({*turn, until});
      continue;
    }
    for (const auto& hold : change::holds_of(*node.issue, until)) {
      const auto last = std::min(hold.during.end, until);
      if (hold.during.start < last) waits[side_of(hold.as)].push_back({hold.during.start, last});
    }
  }
  return {covered(waits[OnWhom::client]), covered(waits[OnWhom::vendor]), covered(waits[OnWhom::us])};
}

std::vector<CardWait> waits_of(const Organisation& organisation, const change::Situation& situation,
                               const change::Tree& tree) {
  return Waits(organisation, situation, tree).run();
}

}  // namespace estafeta::views
