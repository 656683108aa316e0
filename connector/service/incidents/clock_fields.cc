#include "connector/service/incidents/clock_fields.h"

#include <algorithm>
#include <utility>

#include "connector/tracker/concurrent_edit.h"
#include "connector/tracker/pieces.h"

namespace estafeta::service {

using model::Field;

bool ClockFields::take(const model::Issue& issue, const std::map<Field, std::string>& fields) {
  const bool is_refused = std::any_of(fields.begin(), fields.end(), [&](const auto& one) {
    return writer_.refuses(issue.id, tracker::of_field(one.first));
  });
  if (fields.contains(Field::sla_told) || is_refused || apart_.contains(issue.id) ||
      !writes_.heeds_audiences())
    return false;
  taken_.push_back({{issue.id, fields}, tracker::newest_entry(issue), issue.project});
  return true;
}

bool ClockFields::wait_of(base::IssueId issue) const {
  return std::any_of(taken_.begin(), taken_.end(), [&](const auto& one) { return one.write.id == issue; });
}

std::vector<ClockFields::Failure> ClockFields::write() {
  const auto taken = std::exchange(taken_, {});
  std::vector<tracker::FieldWrite> writes;
  for (const auto& one : taken) writes.push_back(one.write);
  const auto done = writes_.write_fields(writes);
  std::vector<Failure> failures;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    const auto id = taken[i].write.id;
    if (done[i].ok()) continue;
    if (done[i].cause() == base::Cause::refused || done[i].cause() == base::Cause::written_otherwise)
      apart_.insert(id);
    failures.push_back({id, taken[i].seen, taken[i].project, done[i]});
  }
  return failures;
}

}  // namespace estafeta::service
