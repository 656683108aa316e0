// Open intervals of a range compiled for speed: prefix sums and an index of buckets, so that a question costs
// the same for an hour and for a year. Immutable; instants outside the range count as its nearer end.
#pragma once

#include <cstdint>
#include <vector>

#include "connector/calendar/interval.h"

namespace estafeta::calendar {

class Table {
 public:
  Table(Interval range, const std::vector<Interval>& open);

  const Interval& range() const { return range_; }
  bool covers(base::Instant from, base::Instant to) const { return range_.start <= from && to <= range_.end; }

  // Open seconds from the begin of the range.
  std::int64_t open_until(base::Instant instant) const;
  std::int64_t total() const { return before_.back(); }
  // The first instant with `amount` open seconds before it; 0 < amount <= total().
  base::Instant earliest(std::int64_t amount) const;
  // The last instant with `amount` open seconds before it; 0 <= amount < total().
  base::Instant latest(std::int64_t amount) const;

  std::size_t size() const { return ends_.size(); }
  Interval at(std::size_t index) const { return {instant(starts_[index]), instant(ends_[index])}; }
  // The first interval that ends after the instant; size() if there is none.
  std::size_t first_ending_after(base::Instant instant) const;

 private:
  // Seconds from the begin of the range.
  std::int64_t offset(base::Instant instant) const { return (instant - range_.start).count(); }
  base::Instant instant(std::int64_t offset) const { return range_.start + base::Seconds(offset); }

  Interval range_;
  std::vector<std::int64_t> starts_;  // one more than intervals: the end of the range
  std::vector<std::int64_t> ends_;
  std::vector<std::int64_t> before_;   // open seconds before each interval; the last one is the total
  std::vector<std::uint32_t> bucket_;  // the first interval that ends after the bucket's begin
  int bucket_bits_ = 13;
};

}  // namespace estafeta::calendar
