#include "connector/sla/statistics/statistics.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "connector/sla/clocks/ledger.h"
#include "connector/sla/statistics/shares.h"
#include "connector/sla/statistics/summary.h"

namespace estafeta::sla {

namespace {

using base::Instant;
using std::chrono::months;

constexpr int kMonthsShown = 12;

std::string attribute(const model::Incident& incident, const char* name) {
  const auto found = incident.attributes.find(name);
  return found == incident.attributes.end() ? "" : found->second;
}

// The policy of the client's contract, or of a task's department; empty: there is none.
std::string promised_by(const Judged& judged) {
  if (judged.department != nullptr) return judged.department->ola;
  return judged.in_force.contract == nullptr ? "" : judged.in_force.contract->policy;
}

const Ledger* ledger_of(const std::vector<Ledger>& all, const std::string& clock) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Ledger& ledger) { return ledger.clock == clock; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

class Statistics::Gatherer {
 public:
  explicit Gatherer(Question question)
      : end_(question.zone.start_of_day(
            base::Date(std::chrono::sys_days(question.period.until) + std::chrono::days(1)))) {
    report_.asked = std::move(question);
    first_month_ = month_of(report_.asked.period.until).from - months(kMonthsShown - 1);
    if (asked().compares) {
      report_.before = before(asked().period);
    } else {
      first_month_ = std::max<base::Date>(first_month_, month_of(asked().period.from).from);
    }
    by_month_ = std::count(report_.asked.by.begin(), report_.asked.by.end(), Dimension::month) != 0;
    for (const auto clock : kFirstClocks) clocks_.number(std::string(clock));
  }

  void add(const Record& record, const Judged& judged) {
    const std::string client = client_of(record, judged);
    if (!asked().client.empty() && client != asked().client) return;
    const std::size_t had = report_.rows.size();
    for (const Outcome& outcome : outcomes(record, judged, asked().now)) {
      if (has_not_begun(outcome)) continue;
      take(record, judged, client, outcome);
    }
    if (report_.rows.size() != had) take_corrections(record);
  }

  std::size_t rows() const { return report_.rows.size(); }

  Report report() {
    report_.names = names_.take();
    for (const auto& [month_and_clock, figures] : months_) report_.months.push_back(figures);
    order_clocks();
    summarise(report_, before_);
    return std::move(report_);
  }

 private:
  // Texts by number, each once.
  class Names {
   public:
    std::uint32_t number(const std::string& text) {
      const auto [found, is_new] = numbers_.emplace(text, static_cast<std::uint32_t>(names_.size()));
      if (is_new) names_.push_back(text);
      return found->second;
    }
    std::vector<std::string> take() { return std::move(names_); }

   private:
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<std::string> names_;
  };

  const Question& asked() const { return report_.asked; }

  void take(const Record& record, const Judged& judged, const std::string& client, const Outcome& outcome) {
    const base::Date day = asked().zone.local_date(outcome.counted_at);
    count_month(outcome, day);
    const bool counts = outcome.open() ? record.incident.created < end_ : asked().period.holds(day);
    const bool counted_before = !outcome.open() && takes_part_in_trend(day);
    if (!counts && !counted_before) return;
    const auto keys = keys_of(record, judged, client, outcome, day);
    if (counted_before) count_before(keys, outcome, day);
    if (!counts) return;
    report_.rows.push_back(row_of(record, outcome, keys));
    if (outcome.standing == Standing::breached) take_breach(record, judged, outcome);
  }

  // A task that waits for others has no clock yet, and never has those of an incident.
  bool has_not_begun(const Outcome& outcome) const {
    const bool is_none = outcome.standing == Standing::left_out && outcome.rule == LeftOut::no_target;
    return asked().kind == model::Kind::task && is_none;
  }

  // A month among several is compared with the one before it, else the period with the period before.
  bool takes_part_in_trend(base::Date day) const {
    if (!report_.before) return false;
    return report_.before->holds(day) || (by_month_ && asked().period.holds(day));
  }

  void count_before(std::array<std::uint32_t, kDimensions> keys, const Outcome& outcome, base::Date day) {
    if (by_month_) {
      const base::Date next = month_of(day).from + months(1);
      keys[static_cast<std::size_t>(Dimension::month)] = names_.number(format_month(next));
    }
    const bool in_total = report_.before->holds(day);
    before_.push_back({keys, clocks_.number(outcome.clock), outcome.standing, in_total});
  }

  void count_month(const Outcome& outcome, base::Date day) {
    const bool met = outcome.standing == Standing::met;
    if (!met && outcome.standing != Standing::breached) return;
    if (day < first_month_ || asked().period.until < month_of(day).from) return;
    const std::uint32_t clock = clocks_.number(outcome.clock);
    MonthFigures& figures = months_[{format_month(day), clock}];
    figures.month = format_month(day);
    figures.clock = clock;
    (met ? figures.met : figures.breached) += 1;
  }

  std::array<std::uint32_t, kDimensions> keys_of(const Record& record, const Judged& judged,
                                                 const std::string& client, const Outcome& outcome,
                                                 base::Date day) {
    const auto& incident = record.incident;
    // By Dimension.
    const std::array<std::string, kDimensions> texts{
        client, promised_by(judged),
        // A task's is that which promised, whoever holds it now.
        judged.department != nullptr ? judged.department->title : department_at(incident, outcome.counted_at),
        priority_at(incident, outcome.counted_at), attribute(incident, "category"),
        outcome.open() ? "" : format_month(day), attribute(incident, "tracker")};
    std::array<std::uint32_t, kDimensions> keys{};
    for (std::size_t i = 0; i < texts.size(); ++i) keys[i] = names_.number(texts[i]);
    return keys;
  }

  Row row_of(const Record& record, const Outcome& outcome,
             const std::array<std::uint32_t, kDimensions>& keys) {
    Row row;
    row.issue = record.incident.id;
    row.subject = record.subject;
    row.keys = keys;
    row.clock = clocks_.number(outcome.clock);
    row.cycle = outcome.counted_cycle();
    row.standing = outcome.standing;
    row.rule = outcome.rule;
    row.counted_at = outcome.counted_at;
    row.target = outcome.judgement.target;
    row.elapsed = outcome.judgement.elapsed;
    row.due = outcome.judgement.due;
    row.used = outcome.judgement.used.value_or("");
    return row;
  }

  void take_breach(const Record& record, const Judged& judged, const Outcome& outcome) {
    Breach& breach = report_.breaches.emplace_back();
    breach.row = report_.rows.size() - 1;
    breach.cause = record.cause;
    breach.measure = record.measure;
    breach.bounces = bounces(record.incident, outcome.judgement.stopped_at.value_or(asked().now)).returns;
    const auto all = ledgers(*judged.policy(), judged.incident_of(record), asked().now);
    if (const Ledger* ledger = ledger_of(all, outcome.clock))
      breach.spent = spendings(*ledger, outcome.cycle);
  }

  void take_corrections(const Record& record) {
    for (const model::Correction& correction : record.incident.corrections) {
      report_.corrections.push_back({record.incident.id, correction.type, correction.from, correction.until,
                                     correction.reason, correction.is_public});
    }
  }

  // Whatever came first.
  void order_clocks() {
    const std::vector<std::string> found = clocks_.take();
    report_.clocks = found;
    std::sort(report_.clocks.begin(), report_.clocks.end(), stands_before);
    std::vector<std::uint32_t> place;
    for (const std::string& clock : found) {
      const auto at = std::find(report_.clocks.begin(), report_.clocks.end(), clock);
      place.push_back(static_cast<std::uint32_t>(at - report_.clocks.begin()));
    }
    for (Row& row : report_.rows) row.clock = place[row.clock];
    for (Before& before : before_) before.clock = place[before.clock];
    for (MonthFigures& month : report_.months) month.clock = place[month.clock];
  }

  const Instant end_;
  base::Date first_month_{};
  bool by_month_ = false;
  Names names_;
  Names clocks_;
  Report report_;
  std::vector<Before> before_;
  std::map<std::pair<std::string, std::uint32_t>, MonthFigures> months_;
};

Statistics::Statistics(Question question) : gatherer_(std::make_unique<Gatherer>(std::move(question))) {}
Statistics::~Statistics() = default;

void Statistics::add(const Record& record, const Judged& judged) {
  gatherer_->add(record, judged);
}

std::size_t Statistics::rows() const {
  return gatherer_->rows();
}

Report Statistics::report() {
  return gatherer_->report();
}

}  // namespace estafeta::sla
