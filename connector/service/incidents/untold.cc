#include "connector/service/incidents/untold.h"

#include <cstdlib>
#include <sstream>
#include <string>

namespace estafeta::service {

namespace {

constexpr const char* kUntold = "untold";  // a line each: the issue, and what the duty missed

}  // namespace

base::Status Untold::load() {
  if (loaded_) return {};
  const auto kept = store_.value(kUntold);
  if (!kept) return kept.error();
  std::istringstream lines(kept->value_or(""));
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    if (space == std::string::npos) continue;
    all_[base::IssueId{std::atoll(line.c_str())}] = sla::told_in(line.substr(space + 1)).marks;
  }
  loaded_ = true;
  return {};
}

base::Status Untold::keep() {
  std::string text;
  for (const auto& [issue, marks] : all_) text += to_string(issue) + " " + sla::to_text(marks) + "\n";
  return store_.set_value(kUntold, text);
}

base::Status Untold::look_at_all(base::Instant now) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  for (const auto& [issue, marks] : all_) {
    if (auto done = store_.look_again(issue, now); !done.ok()) return done;
  }
  return {};
}

base::Status Untold::set(base::IssueId issue, const sla::Marks& marks) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  const auto known = all_.find(issue);
  if (known != all_.end() && known->second == marks) return {};
  all_[issue] = marks;
  return keep();
}

base::Status Untold::over(base::IssueId issue) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  return all_.erase(issue) == 0 ? base::Status() : keep();
}

sla::Marks Untold::missed(base::IssueId issue) {
  if (auto loaded = load(); !loaded.ok()) return {};  // the next write of the store says why
  const auto known = all_.find(issue);
  return known == all_.end() ? sla::Marks() : known->second;
}

}  // namespace estafeta::service
