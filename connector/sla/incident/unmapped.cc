#include "connector/sla/incident/unmapped.h"

#include <algorithm>
#include <set>

namespace estafeta::sla {

namespace {

using base::Phrase;
using model::Event;
using model::Field;
using model::FieldChange;

std::set<std::string> priorities_of(const model::Issue& issue) {
  std::set<std::string> all{issue.priority};
  if (issue.has_history) all.insert(issue.initial_priority);
  for (const Event& event : issue.events) {
    if (event.priority) all.insert(*event.priority);
  }
  return all;
}

const FieldChange* change_of_reason(const Event& event) {
  const auto found = std::find_if(event.fields.begin(), event.fields.end(), [](const FieldChange& change) {
    return change.name == to_string(Field::hold_reason);
  });
  return found == event.fields.end() ? nullptr : &*found;
}

bool lacks_reason(const model::StatusWord& status) {
  return status.state == model::State::on_hold && status.reason == model::HoldReason::none;
}

// What stood in the field while a hold had no reason that the mapping knows.
std::set<std::string> reasons_of(const model::Issue& issue) {
  std::set<std::string> all;
  std::string value = issue.field(Field::hold_reason);
  if (lacks_reason(issue.status)) all.insert(value);
  for (auto event = issue.events.rbegin(); event != issue.events.rend(); ++event) {
    if (event->status && lacks_reason(*event->status)) all.insert(value);
    if (const auto* change = change_of_reason(*event)) value = change->from;
  }
  if (issue.has_history && lacks_reason(issue.initial_status)) all.insert(value);
  return all;
}

// A site may do without the field where its statuses say what is waited for.
bool lacks_field_of_reasons(const model::Issue& issue, const model::TrackerMapping& mapping) {
  if (!mapping.hold_statuses.empty() || issue.fields.contains(Field::hold_reason)) return false;
  return lacks_reason(issue.status) || (issue.has_history && lacks_reason(issue.initial_status)) ||
         std::any_of(issue.events.begin(), issue.events.end(),
                     [](const Event& event) { return event.status && lacks_reason(*event.status); });
}

std::string name_of_field(const model::TrackerMapping& mapping) {
  const auto names = mapping.fields.find(Field::hold_reason);
  const bool is_named = names != mapping.fields.end() && !names->second.empty();
  return is_named ? names->second.front() : std::string(to_string(Field::hold_reason));
}

}  // namespace

bool is_unmapped_priority(const std::string& priority, const model::TrackerMapping& mapping) {
  return !priority.empty() && !priority.starts_with('#') && !mapping.priorities.contains(priority);
}

bool is_unmapped_hold_reason(const std::string& value, const model::TrackerMapping& mapping) {
  return !value.empty() && std::none_of(mapping.hold_reasons.begin(), mapping.hold_reasons.end(),
                                        [&](const auto& known) { return known.second == value; });
}

std::vector<std::string> unmapped_statuses(const model::Issue& issue) {
  std::set<std::string> names;
  if (issue.status.state == model::State::unknown) names.insert(issue.status_name);
  for (const Event& event : issue.events) {
    if (event.status && event.status->state == model::State::unknown)
      names.insert(event.status_name.value_or("?"));
  }
  return {names.begin(), names.end()};
}

Phrase unmapped_priority(const std::string& priority) {
  return Phrase("sla.unmapped_priority", {{"priority", priority}});
}

Phrase unmapped_hold_reason(const std::string& value, const model::TrackerMapping& mapping) {
  std::vector<std::string> known;
  for (const auto& [reason, name] : mapping.hold_reasons) known.push_back(name);
  return Phrase("sla.unmapped_hold_reason",
                {{"value", value}, {"field", name_of_field(mapping)}, {"known", known}});
}

std::vector<Phrase> unmapped_words(const model::Issue& issue, const model::TrackerMapping& mapping) {
  std::vector<Phrase> found;
  for (const std::string& priority : priorities_of(issue)) {
    if (is_unmapped_priority(priority, mapping)) found.push_back(unmapped_priority(priority));
  }
  for (const std::string& value : reasons_of(issue)) {
    if (is_unmapped_hold_reason(value, mapping)) found.push_back(unmapped_hold_reason(value, mapping));
  }
  if (lacks_field_of_reasons(issue, mapping)) {
    found.push_back(
        Phrase("sla.no_hold_reason_field", {{"tracker", issue.tracker}, {"field", name_of_field(mapping)}}));
  }
  return found;
}

}  // namespace estafeta::sla
