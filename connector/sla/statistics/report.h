// The statistics of a period as data: figures, the lists behind them, and what breaches were made of.
//
// Every clock of every incident, and every cycle of a clock in cycles, is one row and stands in exactly one
// group, so that groups add up to totals. No person's name is in here. Made by Statistics, worded by render.
// Plain data; no thread rule.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/calendar/zone.h"
#include "connector/sla/statistics/outcome.h"
#include "connector/sla/statistics/period.h"
#include "connector/sla/statistics/spending.h"

namespace estafeta::sla {

// The department and the priority are those at the instant at which the clock was decided.
enum class Dimension { client, contract, department, priority, category, month, tracker };
inline constexpr int kDimensions = 7;
std::string_view to_string(Dimension dimension);
std::optional<Dimension> dimension_from(std::string_view word);

struct Question {
  Period period;
  calendar::Zone zone = calendar::Zone::utc();  // days and months are those of its clocks
  std::vector<Dimension> by;                    // each at most once
  std::string client;                           // only this client's; empty: all
  std::vector<std::string> urgency;             // priorities from the least urgent
  bool compares = true;  // with the period before; false: nothing is known of that time
  base::Instant now;
  model::Kind kind = model::Kind::incident;  // or tasks, of which departments promise one another times
};

// One clock of one incident, or one cycle of it.
struct Row {
  base::IssueId issue;
  std::string subject;
  std::array<std::uint32_t, kDimensions> keys{};  // into Report::names
  std::uint32_t clock = 0;                        // into Report::clocks
  int cycle = 0;                                  // of a clock in cycles
  Standing standing = Standing::left_out;
  LeftOut rule = LeftOut::no_target;
  base::Instant counted_at;
  std::optional<base::Seconds> target;
  std::optional<base::Seconds> elapsed;
  std::optional<base::Instant> due;
  std::string used;  // share of the target, six decimals; empty: not judged
};

// Upper ends of the shares of the target that a distribution counts, in percent; the last class has none.
inline constexpr std::array<int, 7> kShareEnds{25, 50, 75, 90, 100, 150, 200};
using Distribution = std::array<int, kShareEnds.size() + 1>;

struct Figures {
  int count = 0;  // the sum of all standings
  int met = 0;
  int breached = 0;
  int running = 0;
  int at_risk = 0;
  int paused = 0;
  std::array<int, kLeftOutRules> left_out{};  // by rule
  // Of what was met or breached, by nearest rank: the smallest value that so large a part does not exceed. A
  // breached clock that still runs counts with what it has used so far.
  std::optional<base::Seconds> median;
  std::optional<base::Seconds> ninetieth;
  Distribution distribution{};

  int left_out_in_all() const;
  // Per mille of met and breached, rounded down, so that 1000 means none was breached; none: nothing was
  // decided.
  std::optional<int> compliance() const;
};

struct Group {
  std::vector<std::uint32_t> keys;  // by Question::by, into Report::names; empty: the total
  std::uint32_t clock = 0;
  Figures figures;
  Figures before;                 // of the period before: only met and breached are counted
  std::vector<std::size_t> rows;  // into Report::rows, by standing and issue
};

struct MonthFigures {
  std::string month;  // `2026-10`
  std::uint32_t clock = 0;
  int met = 0;
  int breached = 0;
};

struct Breach {
  std::size_t row = 0;
  std::string cause;
  std::string measure;
  int bounces = 0;
  std::vector<Spending> spent;
};

// What part of the time of breached clocks a department held, and for whom it waited meanwhile.
struct Holding {
  std::uint32_t clock = 0;
  std::string department;
  std::vector<std::size_t> breaches;            // into Report::breaches: those it took part in
  std::array<base::Seconds, kWaits> counted{};  // while the clock ran; nobody: its own work
  std::array<base::Seconds, kWaits> paused{};   // while it did not

  base::Seconds counted_in_all() const;
};

// Breaches of one client and category, where there were several.
struct Repeat {
  std::uint32_t client = 0;
  std::uint32_t category = 0;
  std::vector<base::IssueId> issues;
};

// What the cycles of one clock came to.
struct CyclesInSum {
  std::uint32_t clock = 0;
  int cycles = 0;
  int incidents = 0;
  std::optional<std::size_t> worst;  // of those decided, into Report::rows: used most of its target
};

// How often something was named; the most frequent first.
struct Tally {
  std::string text;  // empty: nobody has said
  std::vector<base::IssueId> issues;
};

struct CorrectionLine {
  base::IssueId issue;
  model::Correction::Type type = model::Correction::Type::answered;
  std::optional<base::Instant> from;
  std::optional<base::Instant> until;
  std::string reason;
  bool is_public = false;  // the client reads the note it was entered by
};

struct Report {
  Question asked;
  std::optional<Period> before;  // what the trend compares with
  std::vector<std::string> names;
  std::vector<std::string> clocks;  // response and resolution first
  std::vector<Row> rows;
  std::vector<Group> totals;         // one a clock
  std::vector<Group> groups;         // by names, the most urgent priority first; then by clocks
  std::vector<MonthFigures> months;  // up to a year, the period's last month being the last
  std::vector<Breach> breaches;      // the latest last
  std::vector<Holding> shares;       // the longest first
  std::vector<CyclesInSum> cycles;   // of the clocks that have any
  std::vector<Repeat> repeats;
  std::vector<Tally> causes;
  std::vector<Tally> measures;
  std::vector<CorrectionLine> corrections;

  const std::string& name(const Row& row, Dimension dimension) const {
    return names[row.keys[static_cast<std::size_t>(dimension)]];
  }
  const std::string& clock(const Row& row) const { return clocks[row.clock]; }
};

}  // namespace estafeta::sla
