// From rows and breaches to figures, groups, shares and tallies. Inside sla/ only; statistics.h is the way
// in.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/time.h"
#include "connector/sla/statistics/report.h"

namespace estafeta::sla {

// Reports show clocks in this order: these, then the others by name.
inline constexpr std::array<std::string_view, 2> kFirstClocks{"response", "resolution"};
bool stands_before(const std::string& clock, const std::string& other);

// By nearest rank: the smallest of them that at least `percent` of them do not exceed; none: there are none.
// Puts them in another order.
std::optional<base::Seconds> quantile(std::vector<base::Seconds>& times, std::size_t percent);

// What counts for the trend only.
struct Before {
  std::array<std::uint32_t, kDimensions> keys{};  // of the group it is compared with
  std::uint32_t clock = 0;
  Standing standing = Standing::met;
  bool in_total = true;
};

// Fills in everything that follows from names, clocks, rows and breaches, and puts all of it in order.
void summarise(Report& report, const std::vector<Before>& before);

}  // namespace estafeta::sla
