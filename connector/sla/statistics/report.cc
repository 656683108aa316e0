#include "connector/sla/statistics/report.h"

#include <numeric>

namespace estafeta::sla {

namespace {

constexpr std::array<std::string_view, kDimensions> kWords{"client",   "contract", "department", "priority",
                                                           "category", "month",    "tracker"};

}  // namespace

std::string_view to_string(Dimension dimension) {
  return kWords[static_cast<std::size_t>(dimension)];
}

std::optional<Dimension> dimension_from(std::string_view word) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] == word) return static_cast<Dimension>(i);
  }
  return std::nullopt;
}

int Figures::left_out_in_all() const {
  return std::accumulate(left_out.begin(), left_out.end(), 0);
}

std::optional<int> Figures::compliance() const {
  const std::int64_t decided = std::int64_t{met} + breached;
  if (decided == 0) return std::nullopt;
  return static_cast<int>(std::int64_t{met} * 1000 / decided);
}

base::Seconds Holding::counted_in_all() const {
  return std::accumulate(counted.begin(), counted.end(), base::Seconds(0));
}

}  // namespace estafeta::sla
