#include "connector/service/incidents/notification_text.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

#include "connector/sla/incident/from_issue.h"

namespace estafeta::service {

namespace {

using base::Phrase;
using model::ClockJudgement;

constexpr base::Seconds kMinute{60};

// Nobody plans by seconds.
base::Seconds to_the_minute(base::Seconds time) {
  return std::chrono::round<std::chrono::minutes>(time);
}

std::string field_name(const model::TrackerMapping& mapping, model::Field field) {
  const auto names = mapping.fields.find(field);
  return names == mapping.fields.end() ? std::string(to_string(field)) : names->second.front();
}

const sla::ClockRule* rule_of(const sla::Policy* policy, const std::string& clock) {
  if (policy == nullptr) return nullptr;
  const auto found = std::find_if(policy->clocks.begin(), policy->clocks.end(),
                                  [&](const auto& rule) { return rule.name == clock; });
  return found == policy->clocks.end() ? nullptr : &*found;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// What to choose in the tracker so that a hold pauses the clock: a value of the field that says why, or,
// where the site has no such field, a status that says it itself.
Phrase pausing(const std::vector<model::HoldReason>& reasons, const model::Issue& issue,
               const model::TrackerMapping& mapping) {
  std::vector<std::string> values, statuses;
  for (const auto reason : reasons) {
    if (const auto value = mapping.hold_reasons.find(reason); value != mapping.hold_reasons.end())
      values.push_back(value->second);
    if (const auto names = mapping.hold_statuses.find(reason); names != mapping.hold_statuses.end())
      statuses.insert(statuses.end(), names->second.begin(), names->second.end());
  }
  const bool has_field = issue.fields.contains(model::Field::hold_reason);
  if (!has_field && !statuses.empty()) return Phrase("telling.pauses_in", {{"statuses", joined(statuses)}});
  return Phrase("telling.pauses_with",
                {{"field", field_name(mapping, model::Field::hold_reason)}, {"reasons", joined(values)}});
}

// What to do about a clock that ends with the service, and how far a hold helps.
void add_resolving(const sla::ClockRule* rule, const model::Issue& issue,
                   const model::TrackerMapping& mapping, std::vector<Phrase>& sentences) {
  const bool on_hold = issue.status.state == model::State::on_hold;
  const bool by_any_hold = rule == nullptr || rule->pauses_on_any_hold();
  if (by_any_hold) {
    sentences.emplace_back(on_hold ? "telling.resolve_only" : "telling.resolve");
    return;
  }
  const auto reasons = rule->pausing_reasons();
  const bool pauses = any_matches(rule->pause_in, issue.status);
  if (on_hold && !pauses) {
    sentences.push_back(Phrase(reasons.empty()                         ? "telling.hold_never_pauses"
                               : rule->lacks_hold_reason(issue.status) ? "telling.hold_without_reason"
                                                                       : "telling.hold_runs_on",
                               {{"reason", std::string(to_string(issue.status.reason))}}));
  }
  sentences.emplace_back("telling.resolve_only");
  if (!reasons.empty() && !pauses) sentences.push_back(pausing(reasons, issue, mapping));
}

// What stands to reason for the clocks everybody has and for those in cycles; who has others knows what stops
// them.
void add_advice(const ClockJudgement& clock, const sla::ClockRule* rule, const model::Issue& issue,
                const model::TrackerMapping& mapping, std::vector<Phrase>& sentences) {
  if (clock.stopped_at) return;
  switch (rule == nullptr ? sla::ClockKind::once : rule->kind) {
    case sla::ClockKind::once:
      break;
    case sla::ClockKind::next_reply:
      sentences.emplace_back("telling.answer_only");
      return;
    case sla::ClockKind::update:
      sentences.emplace_back("telling.update");
      return;
  }
  if (clock.clock == "response") {
    const bool may_start =
        issue.status.state == model::State::fresh && (rule == nullptr || rule->stop_on_left_new);
    sentences.emplace_back(may_start ? "telling.answer" : "telling.answer_only");
  }
  if (clock.clock == "resolution") add_resolving(rule, issue, mapping, sentences);
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

std::vector<Phrase> at_risk(const ClockJudgement& clock, const sla::ClockRule* rule,
                            const model::Issue& issue, const model::TrackerMapping& mapping) {
  const base::Seconds left = to_the_minute(std::max(left_of(clock), base::Seconds(0)));
  std::vector<Phrase> sentences{Phrase(left < kMinute ? "telling.at_risk_now" : "telling.at_risk",
                                       {{"clock", clock.clock},
                                        {"used", sla::used_millionths(clock) / 10'000},
                                        {"left", left},
                                        {"due", clock.due.value_or(base::Instant{})},
                                        {"zone", mapping.zone}})};
  sentences.push_back(held_by(issue));
  add_advice(clock, rule, issue, mapping, sentences);
  return sentences;
}

// Where the target's hours are not those of the clock, its time is working time.
bool by_the_clock(const JudgedIncident& incident, const model::Issue& issue) {
  const auto* policy = incident.judged.policy();
  const auto* target =
      policy == nullptr ? nullptr : policy->target_for(incident.record.incident, sla::last_priority(issue));
  return target != nullptr && target->hours.is_always();
}

// What to do if the history does not show all: by those who may, or by asking them.
Phrase correct(const char* key, const char* key_of_asking, const char* word,
               const model::CorrectionForm& form, const Correctors& correctors) {
  Phrase phrase =
      with_form(correctors.all_readers ? key : key_of_asking, form, {"title", word, "at", "reason"});
  phrase.values.emplace_back("people", joined(correctors.who));
  return phrase;
}

std::vector<Phrase> breached(const ClockJudgement& clock, const JudgedIncident& incident,
                             const model::Issue& issue, const model::TrackerMapping& mapping,
                             const Correctors& correctors) {
  const base::Instant ran_out = clock.breached_at.value_or(clock.due.value_or(base::Instant{}));
  std::vector<Phrase> sentences{
      Phrase("telling.breached", {{"clock", clock.clock}, {"due", ran_out}, {"zone", mapping.zone}})};
  const base::Seconds over = to_the_minute(-left_of(clock));
  if (clock.stopped_at) {
    sentences.push_back(Phrase(over < kMinute ? "telling.stopped_just_late" : "telling.stopped_late",
                               {{"at", *clock.stopped_at}, {"over", over}}));
  } else if (over >= kMinute) {
    sentences.push_back(Phrase(by_the_clock(incident, issue) ? "telling.over_by_the_clock" : "telling.over",
                               {{"over", over}}));
  }
  sentences.push_back(held_by(issue));
  add_advice(clock, rule_of(incident.judged.policy(), clock.clock), issue, mapping, sentences);
  sentences.push_back(Phrase("telling.ask", {{"cause", field_name(mapping, model::Field::cause)},
                                             {"measure", field_name(mapping, model::Field::measure)}}));
  const auto& form = mapping.correction;
  if (clock.clock == "response" || clock.cycles) {
    sentences.push_back(correct("telling.correct_answered", "telling.correct_answered_by_others", "answered",
                                form, correctors));
  }
  if (clock.clock == "resolution") {
    sentences.push_back(correct("telling.correct_restored", "telling.correct_restored_by_others", "restored",
                                form, correctors));
  }
  return sentences;
}

}  // namespace

std::vector<std::vector<Phrase>> notification_text(const sla::Marks& marks, const JudgedIncident& incident,
                                                   const model::Issue& issue,
                                                   const model::TrackerMapping& mapping,
                                                   const Correctors& correctors) {
  std::vector<std::vector<Phrase>> paragraphs;
  for (const ClockJudgement& clock : incident.judged.judgement.clocks) {
    for (const sla::Mark& mark : marks) {
      const int cycle = clock.cycles ? clock.cycles->number : 0;
      if (mark.clock != clock.clock || mark.cycle != cycle) continue;
      paragraphs.push_back(
          mark.is_breach() || mark.follows_breach()
              ? breached(clock, incident, issue, mapping, correctors)
              : at_risk(clock, rule_of(incident.judged.policy(), clock.clock), issue, mapping));
    }
  }
  return paragraphs;
}

std::vector<std::vector<Phrase>> answer_text(const sla::RefusedCorrection& refused,
                                             const model::CorrectionForm& form, AuthorIs author,
                                             const Correctors& correctors) {
  std::vector<Phrase> wrong{
      Phrase("telling.correction_refused", {{"author", refused.author}, {"when", refused.at}})};
  wrong.insert(wrong.end(), refused.problems.begin(), refused.problems.end());
  if (author == AuthorIs::client) {
    return {{Phrase("telling.correction_of_client",
                    {{"author", refused.author}, {"when", refused.at}, {"people", joined(correctors.who)}})},
            {with_form("telling.correction_form", form,
                       {"title", "answered", "restored", "at", "reason", "evidence"}),
             with_form("telling.correction_excluded", form, {"excluded", "at", "from", "until"})}};
  }
  const bool author_may = author == AuthorIs::corrector;
  const bool form_is_wrong = author_may || refused.problems.size() > 1;  // one is that they may not
  if (!author_may) {
    wrong.push_back(
        Phrase(form_is_wrong ? "telling.correction_by_others" : "telling.correction_by_others_as_it_is",
               {{"people", joined(correctors.who)}}));
  }
  if (!form_is_wrong) return {std::move(wrong)};
  std::vector<Phrase> right{
      with_form("telling.correction_form", form,
                {"title", "answered", "restored", "at", "reason", "evidence"}),
      with_form("telling.correction_excluded", form, {"excluded", "at", "from", "until"})};
  if (author_may) right.emplace_back("telling.correction_mend");
  return {std::move(wrong), std::move(right)};
}

}  // namespace estafeta::service
