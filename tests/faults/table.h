// What a run of the fault rig tried, what held, and the seeds of what did not.
//
// Made by the run itself and by nobody's hand. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/faults/rig.h"

namespace estafeta::testing {

class Table {
 public:
  // Answers what was broken though it is promised.
  std::vector<std::string> add(std::uint64_t seed, const Verdict& verdict);

  // In Markdown. The summary: an outcome a line, a guarantee a column.
  std::string summary() const;
  // The same for every kind of request, and all that did not hold.
  std::string in_full() const;

 private:
  struct Cell {
    int tried = 0;
    int held = 0;
    int excused = 0;  // did not hold, and is not promised
  };
  using Row = std::map<Guarantee, Cell>;

  static std::string header(const std::string& first);
  static std::string line(const std::string& first, const Row& row);

  std::map<Outcome, Row> by_outcome_;
  std::map<std::pair<Outcome, std::string>, Row> by_site_;
  std::vector<std::string> failures_, excused_;
  int impossible_ = 0;
};

}  // namespace estafeta::testing
