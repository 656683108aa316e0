#include "connector/render/report/report_words.h"

#include <algorithm>
#include <array>

#include "connector/calendar/zone.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {

namespace {

using base::Phrase;
using sla::Dimension;
using sla::Spending;
using sla::Spent;

std::vector<std::pair<std::string, base::PhraseValue>> with_tenth(int per_mille) {
  return {{"whole", std::int64_t{per_mille / 10}}, {"tenth", std::int64_t{per_mille % 10}}};
}

bool has_department(const sla::Report& report) {
  const auto of_row = [&](const sla::Row& row) { return !report.name(row, Dimension::department).empty(); };
  const auto of_share = [](const sla::Holding& share) { return !share.department.empty(); };
  return std::any_of(report.rows.begin(), report.rows.end(), of_row) ||
         std::any_of(report.shares.begin(), report.shares.end(), of_share);
}

// How the group is called whose incidents have none.
const char* key_of_none(Dimension dimension) {
  switch (dimension) {
    case Dimension::client:
      return "report.without_client";
    case Dimension::contract:
      return "report.without_contract";
    case Dimension::department:
      return "report.department_nobody";
    case Dimension::category:
      return "report.without_category";
    case Dimension::month:
      return "standing.open";
    case Dimension::priority:
    case Dimension::tracker:
      return "report.none";
  }
  return "";
}

}  // namespace

ReportWords::ReportWords(const ReportView& view, const messages::Speaker& speaker)
    : view_(view), speaker_(speaker), knows_departments_(has_department(view.report)) {}

std::string plain_percent(int per_mille) {
  return std::to_string(per_mille / 10) + "." + std::to_string(per_mille % 10);
}

std::string plain_percent_of(sla::Percent percent) {
  constexpr sla::Percent kThousand = 1000;
  auto text = std::to_string(percent / kThousand);
  auto decimals = std::to_string(kThousand + percent % kThousand).substr(1);
  decimals.erase(decimals.find_last_not_of('0') + 1);
  return decimals.empty() ? text : text + "." + decimals;
}

std::string ReportWords::count(const char* key, std::size_t n) const {
  return say(Phrase(key, {{"n", static_cast<std::int64_t>(n)}}));
}

std::string ReportWords::title() const {
  const auto& asked = view_.report.asked;
  const std::string who = asked.client.empty()
                              ? say("report.clients_all")
                              : say(Phrase("report.client", {{"client", client(asked.client)}}));
  return say(Phrase(is_of_tasks() ? "report.title_of_tasks" : "report.title_of",
                    {{"period", period(asked.period)}, {"client", who}}));
}

std::string ReportWords::no_clocks() const {
  return say(is_of_tasks() ? "report.no_clocks_of_tasks" : "report.no_clocks");
}

std::string ReportWords::about() const {
  std::string text = subtitle() + ".";
  for (const std::string& sentence : {before(), not_over()}) {
    if (!sentence.empty()) text += " " + sentence;
  }
  return text;
}

std::string ReportWords::subtitle() const {
  const auto& asked = view_.report.asked;
  std::string text;
  if (!asked.by.empty()) {
    std::vector<std::string> words;
    for (const Dimension dimension : asked.by) words.emplace_back(to_string(dimension));
    text = say(Phrase("report.by", {{"by", words}})) + "; ";
  }
  const std::string now = calendar::format_local(asked.now, asked.zone);
  return text + say(Phrase("report.as_of", {{"now", now}, {"zone", asked.zone.name()}}));
}

std::string ReportWords::before() const {
  if (!compares()) return "";
  return say(Phrase("report.period_before", {{"period", period(*view_.report.before)}}));
}

// Whoever asks for days up to today knows it; a month looks whole by its name.
std::string ReportWords::not_over() const {
  const auto& asked = view_.report.asked;
  const base::Date today = asked.zone.local_date(asked.now);
  const bool over = is_month(asked.period) ? asked.period.until < today : asked.period.until <= today;
  return over ? "" : say(Phrase("report.not_over", {{"period", period(asked.period)}}));
}

std::string ReportWords::period(const sla::Period& period) const {
  if (is_month(period)) return month(sla::format_month(period.from));
  return say(Phrase("report.period",
                    {{"from", base::format_date(period.from)}, {"until", base::format_date(period.until)}}));
}

std::string ReportWords::month(const std::string& month) const {
  return say(Phrase("report.month", {{"month", month.substr(5)}, {"year", month.substr(0, 4)}}));
}

std::string ReportWords::clock(std::uint32_t clock) const {
  return speaker_.word("clock", view_.report.clocks[clock]);
}

std::string ReportWords::clock(const sla::Row& row) const {
  return name_of_clock(view_.report.clock(row), row.cycle, speaker_);
}

std::vector<std::string> ReportWords::cycles() const {
  std::vector<std::string> sentences;
  for (const sla::CyclesInSum& sum : view_.report.cycles) {
    Phrase phrase(sum.worst ? "report.cycles_worst" : "report.cycles",
                  {{"clock", view_.report.clocks[sum.clock]},
                   {"n", std::int64_t{sum.cycles}},
                   {"incidents", std::int64_t{sum.incidents}}});
    if (sum.worst) {
      const sla::Row& worst = view_.report.rows[*sum.worst];
      phrase.values.emplace_back("cycle", std::int64_t{worst.cycle});
      phrase.values.emplace_back("issue", worst.issue.value);
      phrase.values.emplace_back("elapsed", time(worst.elapsed));
      phrase.values.emplace_back("target", time(worst.target));
    }
    sentences.push_back(say(phrase));
  }
  return sentences;
}

std::string name_of_clock(const std::string& clock, int cycle, const messages::Speaker& speaker) {
  const std::string name = speaker.word("clock", clock);
  return cycle == 0 ? name : name + " (" + std::to_string(cycle) + ")";
}

std::string ReportWords::client(const std::string& id) const {
  if (id.empty()) return say("report.without_client");
  const auto found = view_.clients.find(id);
  return found == view_.clients.end() ? id : found->second;
}

std::string ReportWords::department(const std::string& name) const {
  if (name.empty()) return say("report.department_nobody");
  const auto found = view_.departments.find(name);
  return found == view_.departments.end() ? one_line(name) : found->second;
}

std::string ReportWords::name(Dimension dimension, const std::string& key) const {
  if (dimension == Dimension::department) return department(key);
  if (dimension == Dimension::client) return client(key);
  if (key.empty()) return say(key_of_none(dimension));
  if (dimension == Dimension::priority) return speaker_.word("priority", key);
  return one_line(key);
}

std::string ReportWords::group(const sla::Group& group) const {
  std::string text;
  for (std::size_t i = 0; i < group.keys.size(); ++i) {
    text += name(view_.report.asked.by[i], view_.report.names[group.keys[i]]) + ", ";
  }
  if (group.keys.empty()) text = say("report.total") + ", ";
  return text + clock(group.clock);
}

std::string ReportWords::percent(int per_mille) const {
  return say(Phrase("report.percent", with_tenth(per_mille)));
}

std::string ReportWords::exact(sla::Percent percent) const {
  const auto plain = plain_percent_of(percent);
  const auto point = plain.find('.');
  if (point == std::string::npos) return say(Phrase("report.percent_whole", {{"whole", plain}}));
  return say(
      Phrase("report.percent", {{"whole", plain.substr(0, point)}, {"tenth", plain.substr(point + 1)}}));
}

std::string ReportWords::credits(const sla::ClientCredits& credits) const {
  return say(Phrase(
      credits.is_capped ? "report.credits_most" : "report.credits_of",
      {{"client", client(credits.client)}, {"policy", credits.policy}, {"credit", exact(credits.credit)}}));
}

std::string ReportWords::credit(const sla::CreditLine& line) const {
  std::vector<std::pair<std::string, base::PhraseValue>> values{
      {"clock", line.clock.empty() ? std::string() : name_of_clock(line.clock, 0, speaker_)},
      {"n", std::int64_t{line.breached}},
      {"met", std::int64_t{line.met}},
      {"all", std::int64_t{line.met} + line.breached},
      {"credit", exact(line.credit)},
      {"reached", exact(line.reached.value_or(0))},
      {"below", exact(line.below.value_or(0))},
      {"down", time(line.down)},
      {"promised", time(line.promised)}};
  switch (line.kind) {
    case sla::CreditLine::Kind::compliance:
      return say(Phrase(!line.reached ? "report.credit_undecided"
                        : line.below  ? "report.credit_compliance"
                                      : "report.credit_kept",
                        std::move(values)));
    case sla::CreditLine::Kind::each_breach:
      return say(Phrase("report.credit_each", std::move(values)));
    case sla::CreditLine::Kind::availability:
      return say(
          Phrase(line.below ? "report.credit_availability" : "report.credit_available", std::move(values)));
  }
  return "";
}

std::string ReportWords::compliance(const sla::Figures& figures) const {
  const auto share = figures.compliance();
  return share ? percent(*share) : say("list.none");
}

std::string ReportWords::trend(const sla::Group& group) const {
  const auto now = group.figures.compliance();
  const auto then = group.before.compliance();
  if (!now || !then) return say("list.none");
  if (*now == *then) return say("report.no_change");
  const bool better = *now > *then;
  return say(Phrase(better ? "report.points_up" : "report.points_down",
                    with_tenth(better ? *now - *then : *then - *now)));
}

std::string ReportWords::time(const std::optional<base::Seconds>& time) const {
  return time ? to_the_minute(*time, speaker_) : say("list.none");
}

std::string ReportWords::share(std::size_t place) const {
  const auto end = [](std::size_t i) { return std::int64_t{sla::kShareEnds[i]}; };
  if (place == 0) return say(Phrase("report.share_first", {{"until", end(0)}}));
  if (place == sla::kShareEnds.size()) return say(Phrase("report.share_above", {{"from", end(place - 1)}}));
  return say(Phrase("report.share_range", {{"from", end(place - 1)}, {"until", end(place)}}));
}

std::vector<std::string> ReportWords::spent(const std::vector<Spending>& all) const {
  std::vector<std::string> parts;
  for (const Spending& spent : all) {
    const std::string wait(to_string(spent.wait));
    const std::string time = to_the_minute(spent.time, speaker_);
    Phrase phrase("report.spent", {{"spent", std::string(to_string(spent.spent))}, {"time", time}});
    if (spent.spent == Spent::closed) {
      phrase = Phrase("report.spent_closed", {{"time", time}});
    } else if (spent.spent == Spent::running && spent.wait == sla::Wait::nobody && !knows_departments_) {
      phrase = Phrase("report.spent_work", {{"time", time}});
    } else if (spent.spent == Spent::running && spent.wait == sla::Wait::nobody) {
      phrase = Phrase("report.spent_worked", {{"department", department(spent.department)}, {"time", time}});
    } else if (spent.spent == Spent::running || spent.spent == Spent::paused) {
      phrase = Phrase(spent.spent == Spent::running ? "report.spent_waited" : "report.spent_paused",
                      {{"wait", wait}, {"time", time}});
    }
    parts.push_back(say(phrase));
  }
  return parts;
}

std::vector<std::string> ReportWords::waits(const std::array<base::Seconds, sla::kWaits>& times) const {
  std::vector<std::string> parts;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[i].count() == 0) continue;
    const auto wait = to_string(static_cast<sla::Wait>(i));
    parts.push_back(speaker_.word("wait", wait) + " " + to_the_minute(times[i], speaker_));
  }
  if (parts.empty()) parts.push_back(say("list.none"));
  return parts;
}

std::string ReportWords::cause(const std::string& text) const {
  return text.empty() ? say("report.cause_unsaid") : one_line(text);
}

std::string ReportWords::measure(const std::string& text) const {
  return text.empty() ? say("report.measure_unsaid") : one_line(text);
}

std::string ReportWords::span(const sla::CorrectionLine& correction) const {
  const auto shown = [this](const std::optional<base::Instant>& instant) {
    return instant ? speaker_.instant(*instant) : say("list.none");
  };
  if (correction.type == model::Correction::Type::excluded && !correction.from)
    return say("report.correction_whole");
  if (!correction.until) return shown(correction.from);
  return say(Phrase("report.correction_span",
                    {{"from", shown(correction.from)}, {"until", shown(correction.until)}}));
}

std::string ReportWords::counted(const std::optional<sla::Counted>& counted) const {
  if (!counted) return say("report.signed_gone");
  if (counted->standing == sla::Standing::left_out)
    return speaker_.word("left_out", to_string(counted->rule));
  const std::string standing = speaker_.word("standing", to_string(counted->standing));
  return counted->elapsed ? standing + ", " + to_the_minute(*counted->elapsed, speaker_) : standing;
}

std::string ReportWords::figures(const sla::MetAndBreached& counted) const {
  sla::Figures figures;
  figures.met = counted.met;
  figures.breached = counted.breached;
  const Phrase of("report.count_of", {{"met", std::int64_t{counted.met}},
                                      {"all", std::int64_t{counted.met} + counted.breached}});
  return compliance(figures) + " (" + say(of) + ")";
}

std::string ReportWords::together(const std::vector<sla::Tally>& tallies, std::size_t n) const {
  std::size_t some = 0;
  std::size_t all = 0;
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    all += tallies[i].issues.size();
    if (i < n) some += tallies[i].issues.size();
  }
  return percent(all == 0 ? 0 : static_cast<int>(some * 1000 / all));
}

std::vector<std::string> ReportWords::how() const {
  std::vector<std::string> sentences;
  if (is_of_tasks()) sentences.push_back(say("report.how_tasks"));
  for (const char* key : {"report.how_belongs", "report.how_compliance", "report.how_cycles",
                          "report.how_quantiles", "report.how_waits"}) {
    const bool is_of_waits = std::string_view(key) == "report.how_waits";
    if (!is_of_waits || !view_.for_client) sentences.push_back(say(key));
  }
  return sentences;
}

}  // namespace estafeta::render
