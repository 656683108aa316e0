// From rows and breaches to figures, groups, shares and tallies. Inside sla/ only; statistics.h is the way
// in.
#pragma once

#include "connector/sla/statistics/report.h"

namespace estafeta::sla {

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
