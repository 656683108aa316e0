#include "connector/sla/correction.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace estafeta::sla {

namespace {

using base::Instant;
using base::Phrase;
using base::Seconds;
using model::Correction;

// An answer may be older than the incident somebody then wrote of it, but not by days: that is a wrong date.
constexpr Seconds kLongestBefore = std::chrono::hours(24);

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// Without the difference of small and capital letters, Latin and Russian (two bytes each: А-Я 0410-042F, Ё).
std::string folded(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto byte = static_cast<unsigned char>(out[i]);
    if (byte >= 'A' && byte <= 'Z') out[i] = static_cast<char>(byte + 'a' - 'A');
    if (byte != 0xD0 || i + 1 == out.size()) continue;
    const auto next = static_cast<unsigned char>(out[i + 1]);
    if (next >= 0x90 && next <= 0x9F) {
      out[i + 1] = static_cast<char>(next + 0x20);
    } else if (next >= 0xA0 && next <= 0xAF) {
      out[i] = static_cast<char>(0xD1);
      out[i + 1] = static_cast<char>(next - 0x20);
    } else if (next == 0x81) {
      out[i] = static_cast<char>(0xD1);
      out[i + 1] = static_cast<char>(0x91);
    }
    ++i;
  }
  return out;
}

// The word of the form that is spelled so; empty: none.
std::string word_of(std::string_view text, const model::CorrectionForm& form,
                    std::initializer_list<const char*> words) {
  const std::string wanted = folded(trimmed(text));
  for (const char* word : words) {
    for (const std::string& spelling : form.words.at(word)) {
      if (folded(spelling) == wanted) return word;
    }
  }
  return {};
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const auto line = trimmed(text.substr(0, end)); !line.empty()) lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// What follows the title on its line, without the colon; nullopt: the line does not begin with the title.
std::optional<std::string> after_title(std::string_view line, const model::CorrectionForm& form) {
  const std::string text = folded(line);
  for (const std::string& title : form.words.at("title")) {
    const std::string begin = folded(title);
    if (!text.starts_with(begin)) continue;
    const std::string_view behind = std::string_view(text).substr(begin.size());
    const std::string_view rest = trimmed(behind);
    if (rest.empty()) return "";
    if (behind.front() != ' ' && behind.front() != ':') continue;
    if (rest.front() == ':') return std::string(trimmed(rest.substr(1)));
    if (!word_of(rest, form, {"answered", "restored", "excluded"}).empty()) return std::string(rest);
  }
  return std::nullopt;
}

// The instants that zone's clocks show so: none in a skipped hour, two in a repeated one.
std::vector<Instant> instants_of(Instant local, const calendar::Zone& zone) {
  std::vector<Instant> found;
  for (Instant probe = local - std::chrono::hours(48); probe < local + std::chrono::hours(48);) {
    const calendar::ZoneStretch stretch = zone.stretch_at(probe);
    const Instant instant = local - stretch.offset;
    if (instant >= stretch.begin && instant < stretch.end) found.push_back(instant);
    if (stretch.end >= local + std::chrono::hours(48)) break;
    probe = stretch.end;
  }
  return found;
}

// `+02:00`, `-05:30`, `UTC`, `Z`.
std::optional<Seconds> parse_offset(std::string_view text) {
  if (text == "UTC" || text == "Z") return Seconds(0);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  int hours = 0;
  int minutes = 0;
  const auto number = [&](std::size_t from, int& into) {
    const char* begin = text.data() + from;
    const auto [end, error] = std::from_chars(begin, begin + 2, into);
    return error == std::errc{} && end == begin + 2;
  };
  if (!number(1, hours) || !number(4, minutes) || hours > 14 || minutes > 59) return std::nullopt;
  const Seconds offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return text[0] == '-' ? -offset : offset;
}

// Takes a note in the form apart; what is wrong with it is listed, all of it.
class FormReader {
 public:
  FormReader(const model::Event& event, Instant created, const CorrectionRules& rules)
      : event_(event), created_(created), rules_(rules) {}

  std::optional<ReadCorrection> read() {
    const auto lines = lines_of(event_.comment->text);
    const auto type = lines.empty() ? std::nullopt : after_title(lines.front(), rules_.form);
    if (!type) return std::nullopt;
    check_role();
    read_type(*type);
    for (std::size_t i = 1; i < lines.size(); ++i) read_line(lines[i]);
    check_times();
    if (values_["reason"].empty()) problem("sla.correction.no_reason", {{"word", shown("reason")}});
    ReadCorrection read;
    read.problems = std::move(problems_);
    if (read.problems.empty()) read.correction = correction();
    return read;
  }

 private:
  using Values = std::vector<std::pair<std::string, base::PhraseValue>>;
  void problem(const char* key, Values values = {}) { problems_.emplace_back(key, std::move(values)); }
  const std::string& shown(const char* word) const { return rules_.form.words.at(word).front(); }

  void check_role() {
    const auto& allowed = rules_.form.roles;
    const bool may = std::any_of(event_.roles.begin(), event_.roles.end(),
                                 [&](const auto& role) { return allowed.contains(role); });
    if (!may) problem("sla.correction.role_may_not", {{"author", event_.author.name}});
  }

  void read_type(const std::string& text) {
    const std::string word = word_of(text, rules_.form, {"answered", "restored", "excluded"});
    if (word.empty()) {
      problem("sla.correction.type_unknown",
              {{"text", text},
               {"words", std::vector<std::string>{shown("answered"), shown("restored"), shown("excluded")}}});
    }
    type_ = word == "restored"   ? Correction::Type::restored
            : word == "excluded" ? Correction::Type::excluded
                                 : Correction::Type::answered;
    type_known_ = !word.empty();
  }

  // A line that begins with no word of the form goes on with the reason or the evidence before it.
  void read_line(std::string_view line) {
    const std::size_t colon = line.find(':');
    const std::string word =
        colon == std::string_view::npos
            ? std::string()
            : word_of(line.substr(0, colon), rules_.form, {"at", "from", "until", "reason", "evidence"});
    if (!word.empty()) {
      if (values_.contains(word)) problem("sla.correction.line_twice", {{"word", shown(word.c_str())}});
      values_[word] = std::string(trimmed(line.substr(colon + 1)));
      last_ = word;
    } else if (last_ == "reason" || last_ == "evidence") {
      values_[last_] += " " + std::string(line);
    } else {
      problem("sla.correction.line_unknown", {{"line", std::string(line)}});
    }
  }

  void check_times() {
    if (!type_known_) return;
    const bool interval = type_ == Correction::Type::excluded;
    const std::string type(shown(to_string(type_).data()));
    for (const char* word : {"at", "from", "until"}) {
      const bool fits = (std::string_view(word) == "at") != interval;
      const bool given = values_.contains(word);
      if (given && !fits) problem("sla.correction.line_unfit", {{"word", shown(word)}, {"type", type}});
      if (given && fits) read_time(word);
    }
    if (!interval && !values_.contains("at")) problem("sla.correction.no_time", {{"word", shown("at")}});
    if (interval && values_.contains("from") != values_.contains("until")) {
      problem("sla.correction.half_interval", {{"from", shown("from")}, {"until", shown("until")}});
    }
    if (times_.contains("from") && times_.contains("until") && times_["until"] <= times_["from"]) {
      problem("sla.correction.ends_before_begin", {{"from", shown("from")}, {"until", shown("until")}});
    }
  }

  void read_time(const char* word) {
    const std::string& text = values_[word];
    const auto instant = parse_time(text);
    if (!instant) return;
    if (*instant > event_.at) return problem("sla.correction.in_future", {{"text", text}});
    if (*instant < created_ - kLongestBefore) {
      return problem("sla.correction.long_before", {{"text", text}, {"created", created_}});
    }
    times_[word] = *instant;
  }

  // `2026-06-14 02:10[:00][ +03:00]`
  std::optional<Instant> parse_time(const std::string& text) {
    std::string day = text.substr(0, 10);
    std::string rest = text.size() > 11 ? text.substr(11) : "";
    const std::size_t space = std::min(rest.find(' '), rest.size());
    std::string clock = rest.substr(0, space);
    const std::string zone(trimmed(std::string_view(rest).substr(space)));
    if (clock.size() == 4) clock.insert(0, "0");
    if (clock.size() == 5) clock += ":00";
    const auto local = base::parse_instant(day.append("T").append(clock).append("Z"));
    const auto offset = parse_offset(zone);
    if (!local || (!zone.empty() && !offset)) {
      problem("sla.correction.time_bad", {{"text", text}});
      return std::nullopt;
    }
    if (offset) return *local - *offset;
    const auto instants = instants_of(*local, rules_.zone);
    if (instants.size() == 1) return instants.front();
    problem(instants.empty() ? "sla.correction.time_skipped" : "sla.correction.time_twice", {{"text", text}});
    return std::nullopt;
  }

  Correction correction() {
    Correction made;
    made.type = type_;
    made.entered = event_.at;
    made.journal = event_.journal;
    made.author = event_.author.name;
    for (const char* word : {"at", "from"}) {
      if (times_.contains(word)) made.from = times_[word];
    }
    if (times_.contains("until")) made.until = times_["until"];
    made.reason = values_["reason"];
    made.evidence = values_["evidence"];
    made.edited = event_.comment->edited;
    return made;
  }

  const model::Event& event_;
  const Instant created_;
  const CorrectionRules& rules_;
  Correction::Type type_ = Correction::Type::answered;
  bool type_known_ = false;
  std::map<std::string, std::string> values_;  // by word
  std::map<std::string, Instant> times_;
  std::string last_;
  std::vector<Phrase> problems_;
};

}  // namespace

bool is_correction(const std::string& text, const model::CorrectionForm& form) {
  const auto lines = lines_of(text);
  return !lines.empty() && after_title(lines.front(), form);
}

std::optional<ReadCorrection> read_correction(const model::Event& event, Instant created,
                                              const CorrectionRules& rules) {
  if (!event.comment || event.own) return std::nullopt;
  return FormReader(event, created, rules).read();
}

std::vector<Phrase> entry_of(const Correction& correction) {
  const bool proven = !correction.evidence.empty();
  Phrase entry(proven ? "sla.correction.entered" : "sla.correction.entered_without_evidence",
               {{"author", correction.author}, {"at", correction.entered}, {"reason", correction.reason}});
  if (proven) entry.values.emplace_back("evidence", correction.evidence);
  if (!correction.edited) return {std::move(entry)};
  return {Phrase("sla.correction.edited", {{"entry", std::vector<Phrase>{std::move(entry)}},
                                           {"by", correction.edited->by},
                                           {"at", correction.edited->at}})};
}

}  // namespace estafeta::sla
