#include "connector/change/schedule/consent.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "connector/change/tree/history.h"

namespace estafeta::change {

namespace {

using model::Event;

constexpr std::array<std::string_view, 2> kDates{"start_date", "due_date"};

bool moves_dates(const Event& event) {
  return std::any_of(event.fields.begin(), event.fields.end(), [](const model::FieldChange& change) {
    return std::find(kDates.begin(), kDates.end(), change.name) != kDates.end();
  });
}

// The last word on a date that is in force, where it is the department's; null: it has moved none.
const Event* moved_by_department(const Situation& situation, const model::Issue& issue) {
  const Event* last = nullptr;
  for (const auto field : kDates) {
    const auto* event = last_change_of(issue, field);
    const bool is_theirs = event != nullptr && event->by == model::Actor::staff && !event->own &&
                           !is_own_value(issue, field, situation.account) && !is_tam(situation, *event);
    if (is_theirs && (last == nullptr || event->at > last->at)) last = event;
  }
  return last;
}

}  // namespace

std::optional<Consent> consent_of(const Rules& rules, const Situation& situation, const Node& node) {
  const auto* department = rules.departments.find(node.department);
  const bool is_asked = node.exists() && node.owner == model::Owner::department && department != nullptr &&
                        department->consent_after > base::Seconds(0) && node.wanted != nullptr &&
                        model::takes_time(node.kind()) && !node.is_approval() && !has_ended(node.state());
  if (!is_asked) return std::nullopt;
  const auto& issue = *node.issue;
  const auto* moved = moved_by_department(situation, issue);
  auto since = issue.created;
  for (const auto& event : issue.events) {
    if (moved != nullptr && event.at >= moved->at) break;
    if (moves_dates(event)) since = event.at;
  }
  const auto* calendar = rules.calendars.find(calendar_of(rules, node));
  const auto until = calendar == nullptr ? std::nullopt : calendar->add(since, department->consent_after);
  if (!until) return std::nullopt;
  using How = Consent::How;
  if (moved != nullptr)
    return Consent{moved->at <= *until ? How::moved : How::moved_later, *until, moved->author.name,
                   moved->at};
  const auto began = began_at(issue);
  if (began) return Consent{How::taken, *until, {}, *began};
  return Consent{situation.now < *until ? How::asked : How::silent, *until, {}, {}};
}

}  // namespace estafeta::change
