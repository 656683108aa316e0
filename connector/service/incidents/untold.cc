#include "connector/service/incidents/untold.h"

#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>

#include "connector/sla/incident/record.h"

namespace estafeta::service {

namespace {

constexpr const char* kUntold = "untold";  // a line each: the issue, and what the duty missed

using All = std::map<base::IssueId, sla::Marks>;

std::string untold_in(const std::string& part) {
  return std::string(kUntold) + "/" + part;
}

base::Result<All> read_untold(store::Store& store, const std::string& name) {
  const auto kept = store.value(name);
  if (!kept) return base::fail(kept.error());
  All all;
  std::istringstream lines(kept->value_or(""));
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    if (space == std::string::npos) continue;
    all[base::IssueId{std::atoll(line.c_str())}] = sla::told_in(line.substr(space + 1)).marks;
  }
  return all;
}

// Of that part; empty: of all.
std::string untold_text(const All& all, const std::map<base::IssueId, std::string>& part_of,
                        const std::string& part) {
  std::string text;
  for (const auto& [issue, marks] : all) {
    const auto own = part_of.find(issue);
    if (!part.empty() && (own == part_of.end() || own->second != part)) continue;
    text += to_string(issue) + " " + sla::to_text(marks) + "\n";
  }
  return text;
}

}  // namespace

base::Status Untold::load() {
  if (loaded_) return {};
  if (share_.is_all()) {
    auto kept = read_untold(store_, kUntold);
    if (!kept) return kept.error();
    all_ = std::move(*kept);
  }
  for (const auto& part : share_.held()) {
    if (auto loaded = load_part(part); !loaded.ok()) return loaded;
  }
  loaded_ = true;
  return {};
}

// Each part has its own, so that two who share the work never write the same text.
base::Status Untold::load_part(const std::string& part) {
  const auto known = store_.value(untold_in(part));
  if (!known) return known.error();
  auto kept = read_untold(store_, *known ? untold_in(part) : kUntold);
  if (!kept) return kept.error();
  for (const auto& [issue, marks] : *kept) {
    if (!*known) {  // from when nobody shared the work
      const auto incident = store_.incident(issue);
      if (!incident) return incident.error();
      const auto record = *incident ? sla::record_from_json((*incident)->facts) : std::nullopt;
      const bool is_clients = record && !record->client_now.empty();
      if ((is_clients ? part_of_client(record->client_now) : kSitePart) != part) continue;
    }
    all_[issue] = marks;
    part_of_[issue] = part;
  }
  return *known ? base::Status() : store_.set_value(untold_in(part), untold_text(all_, part_of_, part));
}

base::Status Untold::keep(base::IssueId issue) {
  if (share_.is_all()) return store_.set_value(kUntold, untold_text(all_, part_of_, ""));
  auto part = part_of_.find(issue);
  if (part == part_of_.end()) {
    const auto found = store_.part_of(issue);
    if (!found) return found.error();
    part = part_of_.emplace(issue, found->value_or(kSitePart)).first;
  }
  return store_.set_value(untold_in(part->second), untold_text(all_, part_of_, part->second));
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
  return keep(issue);
}

base::Status Untold::over(base::IssueId issue) {
  if (auto loaded = load(); !loaded.ok()) return loaded;
  return all_.erase(issue) == 0 ? base::Status() : keep(issue);
}

sla::Marks Untold::missed(base::IssueId issue) {
  if (auto loaded = load(); !loaded.ok()) return {};  // the next write of the store says why
  const auto known = all_.find(issue);
  return known == all_.end() ? sla::Marks() : known->second;
}

}  // namespace estafeta::service
