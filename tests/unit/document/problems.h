// Shows problems in tests as one line each: `3:7 document.alias`.
#pragma once

#include <string>
#include <vector>

#include "connector/document/node.h"

namespace estafeta::document {

inline std::vector<std::string> lines(const base::Diagnostics& problems) {
  std::vector<std::string> all;
  for (const auto& problem : problems) {
    all.push_back(std::to_string(problem.where.line) + ":" + std::to_string(problem.where.column) + " " +
                  problem.what.key);
  }
  return all;
}

template <typename T>
std::vector<std::string> lines(const tl::expected<T, base::Diagnostics>& result) {
  return result ? std::vector<std::string>{} : lines(result.error());
}

}  // namespace estafeta::document
