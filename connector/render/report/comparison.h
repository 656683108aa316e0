// What other policies would make of the same incidents. Pure; no thread rule.
#pragma once

#include <map>
#include <string>

#include "connector/messages/catalogue.h"
#include "connector/sla/statistics/compare.h"

namespace estafeta::render {

struct ComparisonView {
  sla::Comparison comparison;
  std::string policies;                        // where the other policies stand
  std::map<std::string, std::string> clients;  // id -> name
};

std::string comparison_text(const ComparisonView& view, const messages::Speaker& speaker);
// One line.
std::string comparison_json(const ComparisonView& view);

}  // namespace estafeta::render
