#include "connector/views/digest.h"

#include "connector/sla/statistics/outcome.h"

namespace estafeta::views {

namespace {

using model::ClockState;

// Words on a closed incident are often thanks, which nobody answers.
constexpr base::Seconds kClosedIsShown{14 * 24 * 3600};

// Last month's report and digest are made in this one, and want the causes.
bool is_of_this_month_or_last(base::Date day, base::Date today) {
  const auto month = [](base::Date date) { return date.year() / date.month(); };
  return month(day) == month(today) || month(day) == month(today) - std::chrono::months(1);
}

// Of each clock its last breach of that time; of one in cycles that may lie in a cycle which is over.
std::vector<model::ClockJudgement> breached_lately(const sla::Record& record, const sla::Judged& judged,
                                                   const calendar::Zone& zone, base::Instant now) {
  std::vector<model::ClockJudgement> late;
  const auto today = zone.local_date(now);
  for (auto& outcome : sla::outcomes(record, judged, now)) {
    const auto& at = outcome.judgement.breached_at;
    const bool is_breached = outcome.judgement.state == ClockState::breached && at;
    if (!is_breached || !is_of_this_month_or_last(zone.local_date(*at), today)) continue;
    const bool is_of_last = !late.empty() && late.back().clock == outcome.judgement.clock;
    if (is_of_last) late.pop_back();
    late.push_back(std::move(outcome.judgement));
  }
  return late;
}

}  // namespace

std::string doubts_text(const DigestIncident& incident, const messages::Speaker& speaker) {
  std::string text;
  for (const auto& doubt : incident.doubts) text += (text.empty() ? "" : " ") + speaker.say(doubt);
  return text;
}

bool add_incident(const sla::Record& record, const sla::Judged& judged, const std::string& confirmed,
                  const calendar::Zone& zone, base::Instant now, Digest& digest) {
  if (record.gone) return false;
  const auto& judgement = judged.judgement;
  DigestIncident row{record.incident.id,
                     record.subject,
                     record.holder,
                     {},
                     confirmed,
                     record.cause.empty(),
                     record.measure.empty(),
                     {},
                     {}};
  const auto since = sla::unanswered_since(record);
  const bool is_unanswered = since && (record.open || now < *since + kClosedIsShown);
  if (is_unanswered) {
    row.since = since;
    digest.unanswered.push_back(row);
  }
  if (record.open && sla::is_doubtful(judgement)) {
    row.doubts = record.problems;
    digest.unjudged.push_back(std::move(row));
    return true;
  }
  if (record.open) {
    for (const auto& word : record.unmapped) digest.unmapped.emplace_back(word, row);
  }
  DigestIncident late = row;
  if (late.lacks_cause || late.lacks_measure) late.clocks = breached_lately(record, judged, zone, now);
  for (const auto& clock : judgement.clocks) {
    const bool breached = clock.state == ClockState::breached;
    if (record.open && !clock.stopped_at && (breached || clock.state == ClockState::at_risk)) {
      row.clocks.push_back(clock);
    }
  }
  const bool is_listed = !row.clocks.empty() || !late.clocks.empty();
  if (!row.clocks.empty()) digest.now.push_back(std::move(row));
  if (!late.clocks.empty()) digest.unexplained.push_back(std::move(late));
  return is_listed || is_unanswered || record.open;
}

}  // namespace estafeta::views
