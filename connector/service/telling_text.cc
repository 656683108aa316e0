#include "connector/service/telling_text.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace estafeta::service {

namespace {

using base::Phrase;
using model::ClockJudgement;

constexpr base::Seconds kMinute{60};

// Nobody plans by seconds.
base::Seconds to_the_minute(base::Seconds time) {
  return time < kMinute ? time : std::chrono::round<std::chrono::minutes>(time);
}

std::string field_name(const model::TrackerMapping& mapping, model::Field field) {
  const auto names = mapping.fields.find(field);
  return names == mapping.fields.end() ? std::string(to_string(field)) : names->second.front();
}

// What stands to reason for the clocks everybody has; who has others knows what stops them.
void add_advice(const ClockJudgement& clock, std::vector<Phrase>& sentences) {
  if (clock.stopped_at) return;
  if (clock.clock == "response") sentences.emplace_back("telling.answer");
  if (clock.clock == "resolution") sentences.emplace_back("telling.resolve");
}

Phrase held_by(const model::Issue& issue) {
  if (!issue.assignee) return Phrase("telling.held_by_nobody");
  return Phrase("telling.held_by", {{"name", issue.assignee->name}});
}

// A sentence that shows the form, with the words of it that it needs, as they are shown to people.
Phrase with_form(const char* key, const model::CorrectionForm& form,
                 std::initializer_list<const char*> words) {
  Phrase phrase(key);
  for (const char* word : words) phrase.values.emplace_back(word, form.words.at(word).front());
  return phrase;
}

// From what is used: targets that changed on the way are in it with their shares.
base::Seconds left_of(const ClockJudgement& clock) {
  const std::int64_t target = clock.target.value_or(base::Seconds(0)).count();
  const double left = 1.0 - static_cast<double>(sla::used_millionths(clock)) / 1e6;
  return base::Seconds(std::llround(static_cast<double>(target) * left));
}

std::vector<Phrase> at_risk(const ClockJudgement& clock, const model::Issue& issue, const std::string& zone) {
  std::vector<Phrase> sentences{
      Phrase("telling.at_risk", {{"clock", clock.clock},
                                 {"used", sla::used_millionths(clock) / 10'000},
                                 {"left", to_the_minute(std::max(left_of(clock), base::Seconds(0)))},
                                 {"due", clock.due.value_or(base::Instant{})},
                                 {"zone", zone}})};
  sentences.push_back(held_by(issue));
  add_advice(clock, sentences);
  return sentences;
}

std::vector<Phrase> breached(const ClockJudgement& clock, const model::Issue& issue,
                             const model::TrackerMapping& mapping) {
  const base::Instant ran_out = clock.breached_at.value_or(clock.due.value_or(base::Instant{}));
  std::vector<Phrase> sentences{
      Phrase("telling.breached", {{"clock", clock.clock}, {"due", ran_out}, {"zone", mapping.zone}})};
  const base::Seconds over = -left_of(clock);
  if (clock.stopped_at) {
    sentences.push_back(
        Phrase("telling.stopped_late", {{"at", *clock.stopped_at}, {"over", to_the_minute(over)}}));
  } else if (over >= kMinute) {
    sentences.push_back(Phrase("telling.over", {{"over", to_the_minute(over)}}));
  }
  sentences.push_back(held_by(issue));
  add_advice(clock, sentences);
  sentences.push_back(Phrase("telling.ask", {{"cause", field_name(mapping, model::Field::cause)},
                                             {"measure", field_name(mapping, model::Field::measure)}}));
  const auto& form = mapping.correction;
  if (clock.clock == "response") {
    sentences.push_back(with_form("telling.correct_answered", form, {"title", "answered", "at", "reason"}));
  }
  if (clock.clock == "resolution") {
    sentences.push_back(with_form("telling.correct_restored", form, {"title", "restored", "at", "reason"}));
  }
  return sentences;
}

}  // namespace

std::vector<std::vector<Phrase>> telling_text(const sla::Marks& marks, const model::Judgement& judgement,
                                              const model::Issue& issue,
                                              const model::TrackerMapping& mapping) {
  std::vector<std::vector<Phrase>> paragraphs;
  for (const ClockJudgement& clock : judgement.clocks) {
    for (const sla::Mark& mark : marks) {
      if (mark.clock != clock.clock) continue;
      paragraphs.push_back(mark.is_breach() ? breached(clock, issue, mapping)
                                            : at_risk(clock, issue, mapping.zone));
    }
  }
  return paragraphs;
}

std::vector<std::vector<Phrase>> answer_text(const sla::RefusedCorrection& refused,
                                             const model::CorrectionForm& form) {
  std::vector<Phrase> wrong{
      Phrase("telling.correction_refused", {{"author", refused.author}, {"when", refused.at}})};
  wrong.insert(wrong.end(), refused.problems.begin(), refused.problems.end());
  std::vector<Phrase> right{
      with_form("telling.correction_form", form,
                {"title", "answered", "restored", "at", "reason", "evidence"}),
      with_form("telling.correction_excluded", form, {"excluded", "at", "from", "until"}),
      Phrase("telling.correction_mend")};
  return {std::move(wrong), std::move(right)};
}

}  // namespace estafeta::service
