// What repeats at a client: incidents of one category, counted over some days and over as many before them.
// Pure.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/time.h"

namespace estafeta::views {

// So many of one category within so many days are worth a word. No times: nothing is.
struct RepeatRule {
  int times = 0;
  std::chrono::days within{30};
};

struct RepeatedIncident {
  base::IssueId issue;
  base::Instant created;

  friend bool operator==(const RepeatedIncident&, const RepeatedIncident&) = default;
};

struct Repeat {
  std::string category;
  int count = 0;
  int before = 0;                        // in as many days before
  std::vector<RepeatedIncident> newest;  // of those that count, the newest first, kNewest at most

  friend bool operator==(const Repeat&, const Repeat&) = default;
};

struct Repeats {
  RepeatRule rule;
  std::map<std::string, std::vector<Repeat>> by_client;  // by id; by category
};

// Counts one client's incidents; as many as there are, in any order.
class RepeatCounter {
 public:
  static constexpr std::size_t kNewest = 50;

  // Up to `end`, as a day begins.
  RepeatCounter(const RepeatRule& rule, base::Instant end) : rule_(rule), end_(end) {}

  // One without a category repeats nothing.
  void add(const std::string& category, const RepeatedIncident& incident);
  std::vector<Repeat> take() const;

 private:
  RepeatRule rule_;
  base::Instant end_;
  std::map<std::string, Repeat> found_;
};

}  // namespace estafeta::views
