#include "tests/faults/table.h"

namespace estafeta::testing {

std::vector<std::string> Table::add(std::uint64_t seed, const Verdict& verdict) {
  if (verdict.played == 0) {
    ++impossible_;
    return {};
  }
  std::vector<std::string> failures;
  const auto& fault = verdict.fault;
  for (const auto guarantee : all_guarantees()) {
    const bool held = !verdict.broken.contains(guarantee);
    const bool is_excused = !held && !is_given(guarantee, fault.outcome, fault.site);
    for (auto* cell :
         {&by_outcome_[fault.outcome][guarantee], &by_site_[{fault.outcome, fault.site}][guarantee]}) {
      ++cell->tried;
      cell->held += held ? 1 : 0;
      cell->excused += is_excused ? 1 : 0;
    }
    if (held) continue;
    const std::string what = "seed " + std::to_string(seed) + ": " + std::string(to_string(guarantee)) +
                             ", " + std::string(to_string(fault.outcome)) + " at " + fault.site + " " +
                             std::to_string(fault.nth) + ", " + std::to_string(fault.times) +
                             " times: " + verdict.broken.at(guarantee);
    (is_excused ? excused_ : failures).push_back(what);
  }
  failures_.insert(failures_.end(), failures.begin(), failures.end());
  return failures;
}

std::string Table::header(const std::string& first) {
  std::string names = "| " + first + " |", line = "|---|";
  for (const auto guarantee : all_guarantees()) {
    names += " " + std::string(to_string(guarantee)) + " |";
    line += "---|";
  }
  return names + "\n" + line + "\n";
}

std::string Table::line(const std::string& first, const Row& row) {
  std::string text = "| " + first + " |";
  for (const auto& [guarantee, cell] : row) {
    text += " " + std::to_string(cell.held) + "/" + std::to_string(cell.tried);
    if (cell.excused > 0) text += ", " + std::to_string(cell.excused) + " not promised";
    text += " |";
  }
  return text + "\n";
}

std::string Table::summary() const {
  std::string text = header("held/tried");
  for (const auto& [outcome, row] : by_outcome_) text += line(std::string(to_string(outcome)), row);
  return text + "\n" + std::to_string(impossible_) + " seeds had no such request.\n";
}

std::string Table::in_full() const {
  std::string text = summary() + "\n" + header("outcome, request");
  for (const auto& [key, row] : by_site_)
    text += line(std::string(to_string(key.first)) + ", " + key.second, row);
  text += "\n## Did not hold\n\n";
  for (const auto& one : failures_) text += "- " + one + "\n";
  text += "\n## Did not hold, and is not promised\n\n";
  for (const auto& one : excused_) text += "- " + one + "\n";
  return text;
}

}  // namespace estafeta::testing
