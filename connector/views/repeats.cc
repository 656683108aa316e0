#include "connector/views/repeats.h"

#include <algorithm>

namespace estafeta::views {

void RepeatCounter::add(const std::string& category, const RepeatedIncident& incident) {
  const auto begin = end_ - rule_.within;
  const bool is_looked_at = incident.created < end_ && incident.created >= begin - rule_.within;
  if (rule_.times <= 0 || category.empty() || !is_looked_at) return;
  auto& repeat = found_[category];
  if (incident.created < begin) {
    ++repeat.before;
    return;
  }
  ++repeat.count;
  const auto is_newer = [](const auto& one, const auto& other) { return one.created > other.created; };
  const auto place = std::upper_bound(repeat.newest.begin(), repeat.newest.end(), incident, is_newer);
  repeat.newest.insert(place, incident);
  if (repeat.newest.size() > kNewest) repeat.newest.pop_back();
}

std::vector<Repeat> RepeatCounter::take() const {
  std::vector<Repeat> repeats;
  for (const auto& [category, found] : found_) {
    if (found.count < rule_.times) continue;
    repeats.push_back(found);
    repeats.back().category = category;
  }
  return repeats;
}

}  // namespace estafeta::views
