#include "connector/sla/clocks/policy.h"

#include <algorithm>
#include <array>
#include <utility>

#include "connector/calendar/working_days.h"

namespace estafeta::sla {

namespace {

const std::string* attribute_of(const model::Incident& incident, const std::string& name,
                                const std::string& priority) {
  if (name == "priority") return &priority;
  const auto found = incident.attributes.find(name);
  return found == incident.attributes.end() ? nullptr : &found->second;
}

bool holds(const Target& target, const model::Incident& incident, const std::string& priority) {
  const bool is_such = std::all_of(target.when.begin(), target.when.end(), [&](const auto& condition) {
    const std::string* value = attribute_of(incident, condition.first, priority);
    const auto& wanted = condition.second;
    return value != nullptr && std::find(wanted.begin(), wanted.end(), *value) != wanted.end();
  });
  return is_such && std::all_of(target.created.begin(), target.created.end(), [&](const CreatedWhen& then) {
           return then.hours.is_open(incident.created) == then.open;
         });
}

}  // namespace

bool ClockRule::pauses_on_any_hold() const {
  return any_matches(pause_in, {model::State::on_hold, model::HoldReason::none});
}

std::vector<model::HoldReason> ClockRule::pausing_reasons() const {
  std::vector<model::HoldReason> reasons;
  for (const auto reason : model::kHoldReasons) {
    if (any_matches(pause_in, {model::State::on_hold, reason})) reasons.push_back(reason);
  }
  return reasons;
}

bool ClockRule::lacks_hold_reason(const model::StatusWord& status) const {
  return status.state == model::State::on_hold && status.reason == model::HoldReason::none &&
         !pauses_on_any_hold() && !pausing_reasons().empty();
}

std::string_view to_string(ClockKind kind) {
  constexpr std::array<std::string_view, kClockKinds> kWords{"once", "next_reply", "update"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string_view to_string(StartOn on) {
  constexpr std::array<std::string_view, kStartOns> kWords{"creation", "assigned_to_group", "contract"};
  return kWords[static_cast<std::size_t>(on)];
}

base::Seconds Target::open_time_of_days(const Amount& amount, base::Instant start) const {
  std::optional<base::Instant> end;
  switch (amount.kind) {
    case Amount::Kind::none:
      break;
    case Amount::Kind::time:
      return amount.time;
    case Amount::Kind::same_time:
      end = calendar::same_time_after(hours, start, amount.days);
      break;
    case Amount::Kind::closing:
      end = calendar::closing_after(hours, start, amount.days);
      break;
  }
  return end ? hours.elapsed(start, *end) : base::Seconds(0);
}

bool ClockRule::ends_with_service() const {
  if (runs_in_cycles()) return false;
  return name == "resolution" || (name != "response" && !stop_on_staff_comment && !stop_on_left_new);
}

bool Policy::starts_by_contract() const {
  return std::any_of(clocks.begin(), clocks.end(),
                     [](const ClockRule& rule) { return rule.start_on == StartOn::contract; });
}

const Target* Policy::target_for(const model::Incident& incident, const std::string& priority) const {
  for (const Target& target : targets) {
    if (holds(target, incident, priority)) return &target;
  }
  return nullptr;
}

void PolicySet::add(const std::string& name, std::vector<PolicyVersion> versions) {
  std::sort(versions.begin(), versions.end(),
            [](const PolicyVersion& a, const PolicyVersion& b) { return a.valid_from < b.valid_from; });
  policies_.insert_or_assign(name, std::move(versions));
}

void PolicySet::replace_with(const PolicySet& other) {
  for (const auto& [name, versions] : other.policies_) policies_.insert_or_assign(name, versions);
}

const PolicyVersion* PolicySet::find(const std::string& name, base::Date day) const {
  const auto versions = policies_.find(name);
  if (versions == policies_.end()) return nullptr;
  const PolicyVersion* found = nullptr;
  for (const PolicyVersion& version : versions->second) {
    if (version.valid_from <= day) found = &version;
  }
  return found;
}

const std::vector<PolicyVersion>& PolicySet::versions(const std::string& name) const {
  static const std::vector<PolicyVersion> none;
  const auto found = policies_.find(name);
  return found == policies_.end() ? none : found->second;
}

std::optional<InForce> in_force(const model::Client* client, const PolicySet& policies, base::Instant created,
                                const calendar::Zone& zone) {
  if (client == nullptr) return std::nullopt;
  const base::Date day = zone.local_date(created);
  for (const model::Contract& contract : client->contracts) {
    if (day < contract.from || contract.until < day) continue;
    if (const PolicyVersion* version = policies.find(contract.policy, day))
      return InForce{&contract, version};
  }
  return std::nullopt;
}

std::optional<LaterContract> later_contract(const model::Client* client, const PolicySet& policies,
                                            base::Instant created, const calendar::Zone& zone) {
  if (client == nullptr) return std::nullopt;
  const base::Date day = zone.local_date(created);
  std::optional<base::Date> first;
  InForce found;
  for (const model::Contract& contract : client->contracts) {
    for (const PolicyVersion& version : policies.versions(contract.policy)) {
      const base::Date from = std::max(contract.from, version.valid_from);
      if (from <= day || contract.until < from || (first && *first <= from)) continue;
      first = from;
      found = {&contract, policies.find(contract.policy, from)};
    }
  }
  if (!first) return std::nullopt;
  return LaterContract{found, zone.start_of_day(*first)};
}

std::optional<LaterContract> later_version(const std::string& policy, const PolicySet& policies,
                                           base::Instant created, const calendar::Zone& zone) {
  const base::Date day = zone.local_date(created);
  for (const PolicyVersion& version : policies.versions(policy)) {
    if (version.valid_from > day)
      return LaterContract{{nullptr, &version}, zone.start_of_day(version.valid_from)};
  }
  return std::nullopt;
}

}  // namespace estafeta::sla
