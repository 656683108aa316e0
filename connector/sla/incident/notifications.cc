#include "connector/sla/incident/notifications.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <map>
#include <optional>

#include "connector/base/text.h"

namespace estafeta::sla {

namespace {

using model::ClockState;

constexpr std::int64_t kWhole = 1'000'000;
constexpr std::string_view kBreachWord = "breach";
constexpr std::string_view kBeforeWord = "before";
constexpr std::string_view kAfterWord = "after";
constexpr char kCycleSign = '#';
constexpr std::string_view kCorrectionWord = "correction ";
constexpr std::size_t kAboutLength = 4;
// Of one note. Who still has it wrong then asks a colleague sooner than a fourth answer helps.
constexpr std::ptrdiff_t kAnswersEach = 3;

// A decimal with that many places at most, as a whole number of its last place; nullopt: something else.
std::optional<std::int64_t> decimal(std::string_view text, int places) {
  const auto point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  std::string rest(point == text.size() ? "" : text.substr(point + 1));
  if (digits.empty() || digits.size() > 9 || rest.size() > static_cast<std::size_t>(places))
    return std::nullopt;
  rest.resize(static_cast<std::size_t>(places), '0');
  digits += rest;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// Millionths as a percentage without trailing zeros: 75%, 33.3%.
std::string percent(std::int64_t share) {
  std::string text = std::to_string(share / 10'000);
  std::string rest = std::to_string(10'000 + share % 10'000).substr(1);
  rest.erase(rest.find_last_not_of('0') + 1);
  return text + (rest.empty() ? "" : "." + rest) + "%";
}

std::string level_of(const Mark& mark) {
  if (mark.is_breach()) return std::string(kBreachWord);
  if (mark.time == base::Seconds(0)) return percent(mark.share);
  return base::format_duration(std::chrono::abs(mark.time)) + " " +
         std::string(mark.follows_breach() ? kAfterWord : kBeforeWord);
}

std::optional<Mark> mark_in(std::string_view word) {
  word = base::trimmed(word);
  const auto space = word.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  std::string_view clock = word.substr(0, space);
  Mark mark{"", Mark::kBreach};
  if (const auto sign = clock.find(kCycleSign); sign != std::string_view::npos) {
    const auto number = clock.substr(sign + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), mark.cycle);
    if (error != std::errc() || end != number.data() + number.size() || mark.cycle < 1) return std::nullopt;
    clock = clock.substr(0, sign);
  }
  mark.clock = clock;
  const auto level = base::trimmed(word.substr(space + 1));
  if (level == kBreachWord) return mark;
  if (const auto side = level.find(' '); side != std::string_view::npos) {
    const auto time = base::parse_duration(level.substr(0, side));
    const auto sign = level.substr(side + 1);
    if (!time || (sign != kBeforeWord && sign != kAfterWord)) return std::nullopt;
    mark.share = 0;
    mark.time = sign == kBeforeWord ? -*time : *time;
    return mark;
  }
  if (!level.ends_with('%')) return std::nullopt;
  const auto share = decimal(level.substr(0, level.size() - 1), 4);
  if (!share) return std::nullopt;
  mark.share = *share;
  return mark;
}

std::optional<Answer> answer_in(std::string_view word) {
  word = base::trimmed(word);
  if (!word.starts_with(kCorrectionWord)) return std::nullopt;
  word = base::trimmed(word.substr(kCorrectionWord.size()));
  const auto number = word.substr(0, word.find(' '));
  Answer answer;
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), answer.journal.value);
  if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
  answer.about = base::trimmed(word.substr(number.size()));
  const bool is_digest = answer.about.size() == kAboutLength &&
                         answer.about.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!answer.about.empty() && !is_digest) return std::nullopt;
  return answer;
}

// Rounded as `used` is: what has reached the exact share has reached this one.
std::int64_t millionths(const Fraction& share) {
  return (share.numerator * kWhole * 2 + share.denominator) / (share.denominator * 2);
}

// The cycle whose thresholds are told: the one that is shown.
int cycle_of(const model::ClockJudgement& clock) {
  return clock.cycles ? clock.cycles->number : 0;
}

// So much of its target is used when the clock is so long before its end, or after it.
std::int64_t share_at(base::Seconds target, base::Seconds time) {
  if (target <= base::Seconds(0)) return 0;
  const base::Seconds used = std::max(target + time, base::Seconds(0));
  return millionths({used.count(), target.count()});
}

// By which marks of one clock are compared: whether the target was over, and how far it was used.
std::pair<bool, std::int64_t> rank_of(const Mark& mark, const model::Judgement& judgement) {
  if (mark.is_breach()) return {true, 0};
  if (mark.time == base::Seconds(0)) return {false, mark.share};
  if (mark.follows_breach()) return {true, mark.time.count()};
  base::Seconds target{0};
  for (const auto& clock : judgement.clocks) {
    if (clock.clock == mark.clock) target = clock.target.value_or(target);
  }
  return {false, share_at(target, mark.time)};
}

const model::FieldChange* change_of_told(const model::Event& event) {
  if (!event.own) return nullptr;
  const auto name = to_string(model::Field::sla_told);
  const auto found = std::find_if(event.fields.begin(), event.fields.end(),
                                  [&](const auto& change) { return change.name == name; });
  return found == event.fields.end() ? nullptr : &*found;
}

}  // namespace

std::string to_text(const Marks& marks) {
  std::string text;
  for (const Mark& mark : marks) {
    text += (text.empty() ? "" : ", ") + mark.clock;
    if (mark.cycle != 0) text += kCycleSign + std::to_string(mark.cycle);
    text += " " + level_of(mark);
  }
  return text;
}

void Told::add(const Told& other) {
  marks.insert(other.marks.begin(), other.marks.end());
  answers.insert(other.answers.begin(), other.answers.end());
}

std::string to_text(const Told& told) {
  std::string text = to_text(told.marks);
  for (const Answer& answer : told.answers) {
    text += (text.empty() ? "" : ", ") + std::string(kCorrectionWord) + std::to_string(answer.journal.value);
    if (!answer.about.empty()) text += " " + answer.about;
  }
  return text;
}

Told told_in(std::string_view text) {
  Told told;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const auto word = text.substr(0, comma);
    if (auto mark = mark_in(word)) told.marks.insert(std::move(*mark));
    if (auto answer = answer_in(word)) told.answers.insert(std::move(*answer));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return told;
}

// Of the keys and of what the author wrote, so that neither a site's words nor other roles make it another.
Answer answer_to(const RefusedCorrection& refused) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  const auto add = [&](const std::string& text) {
    for (const char c : text + '\n') hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  };
  for (const base::Phrase& problem : refused.problems) {
    add(problem.key);
    for (const char* name : {"text", "line", "word"}) {
      const auto* value = problem.find(name);
      const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
      if (text != nullptr) add(*text);
    }
  }
  std::array<char, kAboutLength + 1> digits{};
  std::snprintf(digits.data(), digits.size(), "%04x", (hash >> 16U ^ hash) & 0xffffU);
  return {refused.journal, digits.data()};
}

bool needs_answer(const RefusedCorrection& refused, const std::set<Answer>& told) {
  const Answer wanted = answer_to(refused);
  const auto known = [&](const Answer& one) {
    return one.journal == wanted.journal && (one.about.empty() || one.about == wanted.about);
  };
  const auto of_this_note = [&](const Answer& one) { return one.journal == wanted.journal; };
  return std::none_of(told.begin(), told.end(), known) &&
         std::count_if(told.begin(), told.end(), of_this_note) < kAnswersEach;
}

Marks highest(const Marks& marks, const model::Judgement& judgement) {
  std::map<std::pair<std::string, int>, Mark> tops;
  for (const Mark& mark : marks) {
    const auto [top, is_first] = tops.emplace(std::pair(mark.clock, mark.cycle), mark);
    if (!is_first && rank_of(top->second, judgement) < rank_of(mark, judgement)) top->second = mark;
  }
  Marks out;
  for (const auto& [clock, mark] : tops) out.insert(mark);
  return out;
}

Marks without_past_cycles(const Marks& marks, const model::Judgement& judgement) {
  Marks out = marks;
  for (const auto& clock : judgement.clocks) {
    std::erase_if(out, [&](const Mark& mark) {
      return mark.clock == clock.clock && mark.cycle != 0 && mark.cycle < cycle_of(clock);
    });
  }
  return out;
}

bool has_inherited_told(const model::Issue& issue) {
  if (issue.field(model::Field::sla_told).empty()) return false;
  const auto name = to_string(model::Field::sla_told);
  return std::none_of(issue.events.begin(), issue.events.end(), [&](const model::Event& event) {
    return std::any_of(event.fields.begin(), event.fields.end(),
                       [&](const auto& change) { return change.name == name; });
  });
}

Told told(const model::Issue& issue) {
  Told all = has_inherited_told(issue) ? Told{} : told_in(issue.field(model::Field::sla_told));
  for (const model::Event& event : issue.events) {
    const auto* change = change_of_told(event);
    if (change == nullptr) continue;
    const Told after = told_in(change->to);
    for (const Mark& mark : told_in(change->from).marks) {
      if (!after.marks.contains(mark)) all.marks.erase(mark);
    }
    all.add(after);
  }
  return all;
}

Told unspoken(const model::Issue& issue) {
  for (auto event = issue.events.rbegin(); event != issue.events.rend(); ++event) {
    if (event->own && event->comment && event->comment->is_private) return {};
    const auto* change = change_of_told(*event);
    if (change == nullptr) continue;
    const Told before = told_in(change->from);
    Told added = told_in(change->to);
    std::erase_if(added.marks, [&](const Mark& mark) { return before.marks.contains(mark); });
    std::erase_if(added.answers, [&](const Answer& answer) { return before.answers.contains(answer); });
    return added;
  }
  return {};
}

std::int64_t used_millionths(const model::ClockJudgement& clock) {
  return decimal(clock.used.value_or("0"), 6).value_or(0);
}

std::set<Hearer> hearers_of(const Marks& marks, const std::vector<Warning>& warn_at) {
  std::set<Hearer> hearers;
  for (const Mark& mark : marks) {
    const auto share = mark.is_breach() ? kWhole : mark.share;
    const auto warning = std::find_if(warn_at.begin(), warn_at.end(), [&](const Warning& one) {
      if (one.kind == Warning::Kind::share)
        return mark.time == base::Seconds(0) && millionths(one.share) == share;
      return mark.time == (one.kind == Warning::Kind::before ? -one.time : one.time);
    });
    const auto& tell = warning == warn_at.end() ? Warning{}.tell : warning->tell;
    hearers.insert(tell.begin(), tell.end());
  }
  return hearers;
}

Marks passed(const model::Judgement& judgement, const std::vector<Warning>& warn_at) {
  Marks marks;
  if (judgement.verdict != model::Verdict::complete) return marks;
  for (const auto& clock : judgement.clocks) {
    const bool breached = clock.state == ClockState::breached;
    if (!breached && clock.state != ClockState::at_risk) continue;
    const int cycle = cycle_of(clock);
    if (breached) marks.insert({clock.clock, Mark::kBreach, cycle});
    const auto used = used_millionths(clock);
    for (const Warning& warning : warn_at) {
      const bool by_share = warning.kind == Warning::Kind::share;
      const auto time = warning.kind == Warning::Kind::before ? -warning.time : warning.time;
      const auto share =
          by_share ? millionths(warning.share) : share_at(clock.target.value_or(base::Seconds(0)), time);
      if (by_share && share == kWhole) continue;  // the breach, which is told by itself
      if (share > used || (warning.kind == Warning::Kind::after && !breached)) continue;
      marks.insert({clock.clock, by_share ? share : 0, cycle, time});
    }
  }
  return marks;
}

Marks taken_back(const model::Judgement& judgement, const Marks& told) {
  Marks back;
  if (judgement.verdict != model::Verdict::complete) return back;
  for (const auto& clock : judgement.clocks) {
    const bool is_open = clock.state == ClockState::running || clock.state == ClockState::at_risk ||
                         clock.state == ClockState::paused;
    if (!is_open) continue;
    for (const Mark& mark : told) {
      const bool over = mark.is_breach() || mark.follows_breach();
      if (over && mark.clock == clock.clock && mark.cycle == cycle_of(clock)) back.insert(mark);
    }
  }
  return back;
}

Marks news(const Marks& passed, const Marks& told, const model::Judgement& judgement) {
  Marks fresh = passed;
  std::erase_if(fresh, [&](const Mark& mark) {
    return std::any_of(told.begin(), told.end(), [&](const Mark& old) {
      return old.is_of_same_clock(mark) && rank_of(old, judgement) >= rank_of(mark, judgement);
    });
  });
  return fresh;
}

}  // namespace estafeta::sla
