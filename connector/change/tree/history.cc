#include "connector/change/tree/history.h"

#include <algorithm>

namespace estafeta::change {

using model::State;

bool was_done(State state) {
  return state == State::done || state == State::resolved || state == State::closed;
}

bool has_ended(State state) {
  return was_done(state) || state == State::failed || state == State::cancelled;
}

bool is_under_way(State state) {
  return state == State::in_progress || state == State::on_hold || state == State::returned;
}

std::vector<Passage> passages(const model::Issue& issue) {
  std::vector<Passage> all;
  auto state = issue.initial_status.state;
  for (const auto& event : issue.events) {
    if (!event.status || event.status->state == state) continue;
    all.push_back({state, event.status->state, &event});
    state = event.status->state;
  }
  return all;
}

namespace {

template <typename Predicate>
std::optional<Passage> last_passage(const model::Issue& issue, Predicate wanted) {
  const auto all = passages(issue);
  const auto found = std::find_if(all.rbegin(), all.rend(), wanted);
  return found == all.rend() ? std::nullopt : std::optional(*found);
}

template <typename Predicate>
const model::Event* last_event(const model::Issue& issue, Predicate wanted) {
  const auto found = std::find_if(issue.events.rbegin(), issue.events.rend(), wanted);
  return found == issue.events.rend() ? nullptr : &*found;
}

}  // namespace

std::optional<Passage> last_into(const model::Issue& issue, State state) {
  return last_passage(issue, [&](const Passage& passage) { return passage.to == state; });
}

std::optional<Passage> last_out_of(const model::Issue& issue, State state) {
  return last_passage(issue, [&](const Passage& passage) { return passage.from == state; });
}

std::string ended_by(const model::Issue& issue) {
  const auto last = last_passage(issue, [](const Passage& passage) { return has_ended(passage.to); });
  const bool is_known = last && has_ended(issue.status.state) && last->event->by != model::Actor::system;
  return is_known ? last->event->author.name : std::string();
}

std::optional<base::Instant> began_at(const model::Issue& issue) {
  std::optional<base::Instant> began;
  if (issue.initial_status.state == State::in_progress) began = issue.created;
  for (const auto& passage : passages(issue)) {
    if (passage.to == State::waiting) began.reset();
    if (passage.to == State::in_progress && !began) began = passage.event->at;
  }
  return began;
}

std::optional<Passage> opened_again(const model::Issue& issue) {
  if (has_ended(issue.status.state)) return std::nullopt;
  return last_passage(issue, [](const Passage& p) { return has_ended(p.from) && !has_ended(p.to); });
}

bool had_its_turn(const model::Issue& issue) {
  return issue.initial_status.state != State::waiting || last_out_of(issue, State::waiting).has_value();
}

std::optional<base::Instant> ended_at(const model::Issue& issue) {
  if (!has_ended(issue.status.state)) return std::nullopt;
  const auto passage =
      last_passage(issue, [](const Passage& p) { return has_ended(p.to) && !has_ended(p.from); });
  return passage ? passage->event->at : issue.created;
}

std::vector<Hold> holds_of(const model::Issue& issue, base::Instant now) {
  const auto is_held = [](model::StatusWord word) {
    return word.state == State::on_hold || word.state == State::returned;
  };
  std::vector<Hold> holds;
  auto current = issue.initial_status;
  auto since = issue.created;
  const auto leave = [&](base::Instant at) {
    if (is_held(current) && since < at) holds.push_back({{since, at}, current});
  };
  for (const auto& event : issue.events) {
    if (!event.status || *event.status == current || event.at > now) continue;
    leave(event.at);
    current = *event.status;
    since = event.at;
  }
  leave(now);
  return holds;
}

std::vector<calendar::Interval> held_during(const model::Issue& issue, base::Instant now) {
  const auto is_held = [](State state) { return state == State::on_hold || state == State::returned; };
  const auto began = began_at(issue);
  std::vector<calendar::Interval> held;
  if (!began) return held;
  for (const auto& passage : passages(issue)) {
    if (passage.event->at < *began) continue;
    if (is_held(passage.to) && !is_held(passage.from)) held.push_back({passage.event->at, now});
    if (is_held(passage.from) && !is_held(passage.to) && !held.empty()) held.back().end = passage.event->at;
  }
  return held;
}

const model::Event* last_change_of(const model::Issue& issue, std::string_view field) {
  return last_event(issue, [&](const model::Event& event) {
    return std::any_of(event.fields.begin(), event.fields.end(),
                       [&](const auto& change) { return change.name == field; });
  });
}

namespace {

const std::string* value_in(const model::Event& event, std::string_view field) {
  const auto found = std::find_if(event.fields.begin(), event.fields.end(),
                                  [&](const auto& change) { return change.name == field; });
  return found == event.fields.end() ? nullptr : &found->to;
}

// What the event did last to that link.
std::optional<model::LinkChange> change_of_link(const model::Event& event, model::LinkChange::Type type,
                                                base::IssueId other) {
  const auto found = std::find_if(event.links.rbegin(), event.links.rend(),
                                  [&](const auto& link) { return link.type == type && link.other == other; });
  return found == event.links.rend() ? std::nullopt : std::optional(*found);
}

// What Estafeta wrote last, a person had chosen before: it put back what it had written over.
bool was_restored(const model::Issue& issue, std::string_view field, const std::string& value) {
  const auto theirs = std::find_if(issue.events.rbegin(), issue.events.rend(), [&](const auto& event) {
    return !event.own && value_in(event, field) != nullptr;
  });
  return theirs != issue.events.rend() && *value_in(*theirs, field) == value;
}

}  // namespace

bool is_own_value(const model::Issue& issue, std::string_view field, const base::PrincipalId& account) {
  const auto* event = last_change_of(issue, field);
  if (event == nullptr) return issue.author.id == account;
  return event->own && !was_restored(issue, field, *value_in(*event, field));
}

bool is_overwritten(const model::Issue& issue, model::Field field) {
  const auto* event = last_change_of(issue, to_string(field));
  return event != nullptr && !event->own;
}

const model::Event* link_made(const model::Issue& issue, model::LinkChange::Type type, base::IssueId other) {
  return last_event(issue, [&](const model::Event& event) {
    const auto change = change_of_link(event, type, other);
    return change && change->added;
  });
}

const model::Event* last_removal_of_link(const model::Issue& issue, model::LinkChange::Type type,
                                         base::IssueId other) {
  return last_event(issue, [&](const model::Event& event) {
    const auto change = change_of_link(event, type, other);
    return change && !change->added;
  });
}

const model::Event* link_removed(const model::Issue& issue, model::LinkChange::Type type,
                                 base::IssueId other) {
  const auto* last = last_event(
      issue, [&](const model::Event& event) { return change_of_link(event, type, other).has_value(); });
  return last == nullptr || change_of_link(*last, type, other)->added ? nullptr : last;
}

namespace {

bool speaks(const model::Event& event) {
  return event.own && event.comment && !event.comment->text.empty();
}

}  // namespace

bool spoke_since(const model::Issue& issue, const model::Event* event) {
  const auto* first = event == nullptr ? issue.events.data() : event;
  return std::any_of(first, issue.events.data() + issue.events.size(), speaks);
}

bool spoke_after(const model::Issue& issue, base::JournalId journal) {
  return std::any_of(issue.events.begin(), issue.events.end(),
                     [&](const model::Event& event) { return event.journal > journal && speaks(event); });
}

}  // namespace estafeta::change
