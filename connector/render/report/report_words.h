// What text and page of a report say in the same words. Inside render/ only.
#pragma once

#include <string>
#include <vector>

#include "connector/render/report/report.h"

namespace estafeta::render {

class ReportWords {
 public:
  ReportWords(const ReportView& view, const messages::Speaker& speaker);

  std::string say(const std::string& key) const { return speaker_.say(key); }
  std::string say(const base::Phrase& phrase) const { return speaker_.say(phrase); }
  std::string count(const char* key, std::size_t n) const;

  std::string title() const;  // with period and client
  bool is_of_tasks() const { return view_.report.asked.kind == model::Kind::task; }
  std::string no_clocks() const;  // the sentence in the place of figures
  std::string about() const;      // grouping, as of, what it is compared with, and whether the period is over
  bool compares() const { return view_.report.before.has_value(); }
  // Whether any incident has one: otherwise departments are not worth a word.
  bool knows_departments() const { return knows_departments_; }
  std::string period(const sla::Period& period) const;
  std::string month(const std::string& month) const;

  std::string clock(std::uint32_t clock) const;
  std::string clock(const sla::Row& row) const;  // with the number of its cycle, if it has one
  // How many cycles there were and which was the worst, a sentence for each clock that has any.
  std::vector<std::string> cycles() const;
  std::string client(const std::string& id) const;
  std::string department(const std::string& name) const;
  // The name of a group's member or of what an incident has: `Aurora`, `high`, `(none)`.
  std::string name(sla::Dimension dimension, const std::string& key) const;
  std::string group(const sla::Group& group) const;  // its names and its clock

  std::string percent(int per_mille) const;
  std::string compliance(const sla::Figures& figures) const;  // a dash where nothing was decided
  std::string trend(const sla::Group& group) const;
  std::string time(const std::optional<base::Seconds>& time) const;
  std::string share(std::size_t distribution_class) const;

  // Where time went, a kind of it each.
  std::vector<std::string> spent(const std::vector<sla::Spending>& spent) const;
  std::vector<std::string> waits(const std::array<base::Seconds, sla::kWaits>& times) const;
  std::string cause(const std::string& text) const;
  std::string measure(const std::string& text) const;
  std::string span(const sla::CorrectionLine& correction) const;
  std::string counted(const std::optional<sla::Counted>& counted) const;
  std::string figures(const sla::MetAndBreached& figures) const;
  // Per mille of `all` that the first `n` tallies name.
  std::string together(const std::vector<sla::Tally>& tallies, std::size_t n) const;

  // What the client gets back: a sentence about all of it, and one about a line of its terms.
  std::string credits(const sla::ClientCredits& credits) const;
  std::string credit(const sla::CreditLine& line) const;

  // How the figures were counted, a sentence each.
  std::vector<std::string> how() const;

  const messages::Speaker& speaker() const { return speaker_; }

 private:
  std::string exact(sla::Percent percent) const;
  std::string subtitle() const;
  std::string before() const;    // a sentence; empty: there is no period to compare with
  std::string not_over() const;  // a sentence; empty: the period is over
  const ReportView& view_;
  const messages::Speaker& speaker_;
  bool knows_departments_ = false;
};

// `next reply (2)`; without the number where the clock has no cycles.
std::string name_of_clock(const std::string& clock, int cycle, const messages::Speaker& speaker);

// In percent with as many decimals as there are, the same in every language: `99.95`.
std::string plain_percent_of(sla::Percent percent);
// In percent with one decimal, the same in every language: `92.3`.
std::string plain_percent(int per_mille);

}  // namespace estafeta::render
