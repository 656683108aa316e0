#include "connector/calendar/table.h"

#include <algorithm>

namespace estafeta::calendar {

using base::Instant;

Table::Table(Interval range, const std::vector<Interval>& open) : range_(range) {
  std::int64_t total = 0;
  for (const Interval& interval : open) {
    starts_.push_back(offset(interval.start));
    ends_.push_back(offset(interval.end));
    before_.push_back(total);
    total += interval.length().count();
  }
  const std::int64_t span = range.length().count();
  starts_.push_back(span);
  before_.push_back(total);

  // A calendar of few, long intervals (24x7) needs no fine index.
  while ((span >> bucket_bits_) > static_cast<std::int64_t>(16 * open.size() + 16)) ++bucket_bits_;
  std::uint32_t index = 0;
  for (std::int64_t begin = 0; begin <= span; begin += std::int64_t{1} << bucket_bits_) {
    while (index < ends_.size() && ends_[index] <= begin) ++index;
    bucket_.push_back(index);
  }
}

std::size_t Table::first_ending_after(Instant instant) const {
  const std::int64_t at = std::clamp<std::int64_t>(offset(instant), 0, offset(range_.end));
  std::size_t index = bucket_[static_cast<std::size_t>(at >> bucket_bits_)];
  while (index < ends_.size() && ends_[index] <= at) ++index;
  return index;
}

std::int64_t Table::open_until(Instant instant) const {
  const std::int64_t at = std::clamp<std::int64_t>(offset(instant), 0, offset(range_.end));
  const std::size_t index = first_ending_after(instant);
  return before_[index] + std::max<std::int64_t>(0, at - starts_[index]);
}

Instant Table::earliest(std::int64_t amount) const {
  const auto after = std::lower_bound(before_.begin() + 1, before_.end(), amount);
  const auto index = static_cast<std::size_t>(after - before_.begin() - 1);
  return instant(starts_[index] + amount - before_[index]);
}

Instant Table::latest(std::int64_t amount) const {
  const auto after = std::upper_bound(before_.begin(), before_.end(), amount);
  const auto index = static_cast<std::size_t>(after - before_.begin() - 1);
  return instant(starts_[index] + amount - before_[index]);
}

}  // namespace estafeta::calendar
