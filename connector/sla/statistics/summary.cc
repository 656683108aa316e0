#include "connector/sla/statistics/summary.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

namespace estafeta::sla {

namespace {

using base::Seconds;

// The standing settles on which side of the target a share lies that the six decimals only round to it.
std::size_t share_class(const Row& row) {
  const double percent = std::strtod(row.used.c_str(), nullptr) * 100;
  constexpr std::size_t kWhole = 4;
  static_assert(kShareEnds[kWhole] == 100);
  std::size_t place = 0;
  while (place < kShareEnds.size() && percent > kShareEnds[place]) ++place;
  return row.standing == Standing::met ? std::min(place, kWhole) : std::max(place, kWhole + 1);
}

void count(Figures& figures, Standing standing) {
  if (standing == Standing::met) ++figures.met;
  if (standing == Standing::breached) ++figures.breached;
  if (standing == Standing::running) ++figures.running;
  if (standing == Standing::at_risk) ++figures.at_risk;
  if (standing == Standing::paused) ++figures.paused;
}

Figures figures_of(const Report& report, const std::vector<std::size_t>& rows) {
  Figures figures;
  std::vector<Seconds> times;
  for (const std::size_t index : rows) {
    const Row& row = report.rows[index];
    ++figures.count;
    count(figures, row.standing);
    if (row.standing == Standing::left_out) ++figures.left_out[static_cast<std::size_t>(row.rule)];
    if (row.standing != Standing::met && row.standing != Standing::breached) continue;
    times.push_back(row.elapsed.value_or(Seconds(0)));
    ++figures.distribution[share_class(row)];
  }
  figures.median = quantile(times, 50);
  figures.ninetieth = quantile(times, 90);
  return figures;
}

using Keys = std::array<std::uint32_t, kDimensions>;
using GroupKey = std::pair<std::vector<std::uint32_t>, std::uint32_t>;

GroupKey key_of(const std::vector<Dimension>& by, const Keys& keys, std::uint32_t clock) {
  GroupKey key{{}, clock};
  for (const Dimension dimension : by) key.first.push_back(keys[static_cast<std::size_t>(dimension)]);
  return key;
}

class Grouping {
 public:
  Grouping(const Report& report, std::vector<Dimension> by) : report_(report), by_(std::move(by)) {}

  void add(std::size_t row) { group(report_.rows[row].keys, report_.rows[row].clock).rows.push_back(row); }
  void add(const Before& before) { count(group(before.keys, before.clock).before, before.standing); }

  std::vector<Group> take() {
    std::vector<Group> all;
    for (auto& [key, group] : groups_) {
      const bool nothing =
          group.rows.empty() && (group.before.met + group.before.breached == 0 || later(key));
      if (nothing) continue;
      group.figures = figures_of(report_, group.rows);
      all.push_back(std::move(group));
    }
    std::sort(all.begin(), all.end(), [this](const Group& a, const Group& b) { return less(a, b); });
    return all;
  }

 private:
  Group& group(const Keys& keys, std::uint32_t clock) {
    const GroupKey key = key_of(by_, keys, clock);
    Group& found = groups_[key];
    found.keys = key.first;
    found.clock = clock;
    return found;
  }

  // A month after the period, which only the trend looked at.
  bool later(const GroupKey& key) const {
    for (std::size_t i = 0; i < by_.size(); ++i) {
      const std::string last = format_month(report_.asked.period.until);
      if (by_[i] == Dimension::month && report_.names[key.first[i]] > last) return true;
    }
    return false;
  }

  bool less(const Group& a, const Group& b) const {
    for (std::size_t i = 0; i < a.keys.size(); ++i) {
      const std::string& one = report_.names[a.keys[i]];
      const std::string& other = report_.names[b.keys[i]];
      if (one == other) continue;
      if (by_[i] != Dimension::priority || rank(one) == rank(other)) return one < other;
      return rank(one) > rank(other);
    }
    return a.clock < b.clock;
  }

  // The larger, the more urgent; -1: nobody said how urgent that is.
  std::ptrdiff_t rank(const std::string& priority) const {
    const auto& all = report_.asked.urgency;
    const auto found = std::find(all.begin(), all.end(), priority);
    return found == all.end() ? -1 : found - all.begin();
  }

  const Report& report_;
  std::vector<Dimension> by_;
  std::map<GroupKey, Group> groups_;
};

void order_rows(Report& report) {
  std::vector<std::size_t> order(report.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&](std::size_t i) {
    const Row& row = report.rows[i];
    return std::tuple(row.standing, row.rule, row.issue, row.clock, row.cycle);
  };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  std::vector<std::size_t> place(order.size());
  std::vector<Row> sorted;
  sorted.reserve(order.size());
  for (const std::size_t i : order) {
    place[i] = sorted.size();
    sorted.push_back(std::move(report.rows[i]));
  }
  report.rows = std::move(sorted);
  for (Breach& breach : report.breaches) breach.row = place[breach.row];
  std::sort(report.breaches.begin(), report.breaches.end(), [&](const Breach& a, const Breach& b) {
    const Row& left = report.rows[a.row];
    const Row& right = report.rows[b.row];
    return std::tuple(left.counted_at, left.issue, left.clock, left.cycle) <
           std::tuple(right.counted_at, right.issue, right.clock, right.cycle);
  });
}

void group_rows(Report& report, const std::vector<Before>& before) {
  Grouping totals(report, {});
  Grouping groups(report, report.asked.by);
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    totals.add(i);
    groups.add(i);
  }
  for (const Before& one : before) {
    if (one.in_total) totals.add(one);
    groups.add(one);
  }
  report.totals = totals.take();
  report.groups = groups.take();
}

void share_out(Report& report) {
  std::map<std::pair<std::uint32_t, std::string>, Holding> shares;
  for (std::size_t i = 0; i < report.breaches.size(); ++i) {
    const std::uint32_t clock = report.rows[report.breaches[i].row].clock;
    for (const Spending& spent : report.breaches[i].spent) {
      const bool counted = spent.spent == Spent::running;
      if (!counted && spent.spent != Spent::paused) continue;
      Holding& share = shares[{clock, spent.department}];
      share.clock = clock;
      share.department = spent.department;
      if (share.breaches.empty() || share.breaches.back() != i) share.breaches.push_back(i);
      (counted ? share.counted : share.paused)[static_cast<std::size_t>(spent.wait)] += spent.time;
    }
  }
  for (auto& [key, share] : shares) report.shares.push_back(std::move(share));
  std::stable_sort(report.shares.begin(), report.shares.end(), [](const Holding& a, const Holding& b) {
    if (a.clock != b.clock) return a.clock < b.clock;
    return a.counted_in_all() > b.counted_in_all();
  });
}

void sum_up_cycles(Report& report) {
  struct Found {
    std::set<base::IssueId> incidents;
    CyclesInSum sum;
    double most = 0;
  };
  std::map<std::uint32_t, Found> found;
  for (std::size_t i = 0; i < report.rows.size(); ++i) {
    const Row& row = report.rows[i];
    if (row.cycle == 0) continue;
    Found& of_clock = found[row.clock];
    of_clock.incidents.insert(row.issue);
    ++of_clock.sum.cycles;
    const double used = std::strtod(row.used.c_str(), nullptr);
    const bool decided = row.standing == Standing::met || row.standing == Standing::breached;
    if (!decided || (of_clock.sum.worst && used <= of_clock.most)) continue;
    of_clock.sum.worst = i;
    of_clock.most = used;
  }
  for (auto& [clock, of_clock] : found) {
    of_clock.sum.clock = clock;
    of_clock.sum.incidents = static_cast<int>(of_clock.incidents.size());
    report.cycles.push_back(of_clock.sum);
  }
}

void find_repeats(Report& report) {
  std::map<std::pair<std::string, std::string>, std::pair<const Row*, std::set<base::IssueId>>> found;
  for (const Breach& breach : report.breaches) {
    const Row& row = report.rows[breach.row];
    auto& [first, issues] =
        found[{report.name(row, Dimension::client), report.name(row, Dimension::category)}];
    first = &row;
    issues.insert(row.issue);
  }
  for (const auto& [names, repeat] : found) {
    const auto& [row, issues] = repeat;
    if (issues.size() < 2) continue;
    report.repeats.push_back({row->keys[static_cast<std::size_t>(Dimension::client)],
                              row->keys[static_cast<std::size_t>(Dimension::category)],
                              {issues.begin(), issues.end()}});
  }
  std::stable_sort(report.repeats.begin(), report.repeats.end(),
                   [](const Repeat& a, const Repeat& b) { return a.issues.size() > b.issues.size(); });
}

// An incident whose clocks were both breached is told once.
std::vector<Tally> tally(const Report& report, std::string Breach::*text) {
  std::map<std::string, std::set<base::IssueId>> found;
  for (const Breach& breach : report.breaches) found[breach.*text].insert(report.rows[breach.row].issue);
  std::vector<Tally> all;
  for (const auto& [said, issues] : found) all.push_back({said, {issues.begin(), issues.end()}});
  std::stable_sort(all.begin(), all.end(), [](const Tally& a, const Tally& b) {
    if (a.text.empty() != b.text.empty()) return b.text.empty();  // what nobody has said stands last
    return a.issues.size() > b.issues.size();
  });
  return all;
}

}  // namespace

std::optional<Seconds> quantile(std::vector<Seconds>& times, std::size_t percent) {
  if (times.empty()) return std::nullopt;
  const std::size_t rank = (times.size() * percent + 99) / 100;
  const auto place = times.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::nth_element(times.begin(), place, times.end());
  return *place;
}

bool stands_before(const std::string& clock, const std::string& other) {
  const auto place = [](const std::string& name) {
    return std::find(kFirstClocks.begin(), kFirstClocks.end(), name) - kFirstClocks.begin();
  };
  return std::pair(place(clock), clock) < std::pair(place(other), other);
}

void summarise(Report& report, const std::vector<Before>& before) {
  order_rows(report);
  group_rows(report, before);
  share_out(report);
  sum_up_cycles(report);
  find_repeats(report);
  if (report.asked.kind == model::Kind::incident) {  // nobody records them for a task
    report.causes = tally(report, &Breach::cause);
    report.measures = tally(report, &Breach::measure);
  }
  std::stable_sort(report.corrections.begin(), report.corrections.end(),
                   [](const CorrectionLine& a, const CorrectionLine& b) { return a.issue < b.issue; });
}

}  // namespace estafeta::sla
