#include "connector/sla/clocks/correction.h"

#include <algorithm>
#include <map>
#include <utility>

#include "connector/base/text.h"
#include "connector/document/nearest.h"
#include "connector/sla/clocks/written_time.h"

namespace estafeta::sla {

namespace {

using base::Instant;
using base::Phrase;
using base::Seconds;
using model::Correction;

// An answer may be older than the incident somebody then wrote of it, but not by days: that is a wrong date.
constexpr Seconds kLongestBefore = std::chrono::hours(24);

// Without what makes it bold, slanted or an item of a list.
std::string_view unadorned(std::string_view text) {
  constexpr std::string_view kSigns = "*_ \t";
  if (text.starts_with("- ")) text.remove_prefix(2);
  const std::size_t first = text.find_first_not_of(kSigns);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSigns) - first + 1);
}

// What follows a colon or a dash at its beginning; nullopt: it begins with neither.
std::optional<std::string_view> behind_separator(std::string_view text) {
  for (const std::string_view sign : {":", "-", "–", "—"}) {
    if (text.starts_with(sign)) return unadorned(base::trimmed(text.substr(sign.size())));
  }
  return std::nullopt;
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
  const std::string wanted = folded(base::trimmed(text));
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
    if (const auto line = base::trimmed(text.substr(0, end)); !line.empty()) lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// What follows the title on its line, without the colon; nullopt: the line does not begin with the title.
std::optional<std::string> after_title(std::string_view line, const model::CorrectionForm& form) {
  const std::string text = folded(unadorned(line));
  for (const std::string& title : form.words.at("title")) {
    const std::string begin = folded(title);
    if (!text.starts_with(begin)) continue;
    const std::string_view behind = std::string_view(text).substr(begin.size());
    const std::string_view rest = base::trimmed(behind);
    if (rest.empty()) return "";
    if (behind.front() != ' ' && behind.front() != ':' && behind.front() != '*') continue;
    for (const auto text_behind : {rest, unadorned(rest)}) {
      if (const auto named = behind_separator(text_behind)) return std::string(*named);
    }
    if (!word_of(rest, form, {"answered", "restored", "excluded"}).empty()) return std::string(rest);
  }
  return std::nullopt;
}

// “Good evening,” before the form; anything longer is a note that only speaks of it.
bool is_greeting(std::string_view line) {
  constexpr std::size_t kLongest = 80;  // bytes
  return line.size() <= kLongest && line.find(':') == std::string_view::npos &&
         (line.ends_with(',') || line.ends_with('!') || line.ends_with('.'));
}

// The lines of the form, from the title on; none: the note is not in the form.
std::vector<std::string_view> form_in(std::string_view text, const model::CorrectionForm& form) {
  auto lines = lines_of(text);
  if (!lines.empty() && is_greeting(lines.front())) lines.erase(lines.begin());
  if (lines.empty() || !after_title(lines.front(), form)) return {};
  return lines;
}

// Takes a note in the form apart; what is wrong with it is listed, all of it.
class FormReader {
 public:
  FormReader(const model::Event& event, Instant created, const CorrectionRules& rules)
      : event_(event), created_(created), rules_(rules) {}

  std::optional<ReadCorrection> read() {
    const auto lines = form_in(event_.comment->text, rules_.form);
    if (lines.empty()) return std::nullopt;
    check_role();
    read_type(after_title(lines.front(), rules_.form).value_or(""));
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
    if (!may_correct({event_.roles.begin(), event_.roles.end()}, rules_.form)) {
      problem("sla.correction.role_may_not", {{"author", event_.author.name}});
    }
  }

  void read_type(const std::string& text) {
    std::string word = word_of(text, rules_.form, {"answered", "restored", "excluded"});
    if (word.empty()) {
      problem(text.empty() ? "sla.correction.type_missing" : "sla.correction.type_unknown",
              {{"text", text},
               {"words", std::vector<std::string>{shown("answered"), shown("restored"), shown("excluded")}}});
      word = word_meant(text);
    }
    if (word == "answered") type_ = Correction::Type::answered;
    if (word == "restored") type_ = Correction::Type::restored;
    if (word == "excluded") type_ = Correction::Type::excluded;
  }

  // Nothing counts by it: it only tells which of the other lines to ask for.
  std::string word_meant(const std::string& text) const {
    for (const char* word : {"answered", "restored", "excluded"}) {
      std::vector<std::string> spellings;
      for (const std::string& spelling : rules_.form.words.at(word)) spellings.push_back(folded(spelling));
      if (!document::nearest(folded(text), spellings).empty()) return word;
    }
    return {};
  }

  // A line that begins with no word of the form goes on with the reason or the evidence before it.
  void read_line(std::string_view line) {
    const std::size_t colon = line.find(':');
    const std::string word = colon == std::string_view::npos
                                 ? std::string()
                                 : word_of(unadorned(line.substr(0, colon)), rules_.form,
                                           {"at", "from", "until", "reason", "evidence"});
    if (!word.empty()) {
      if (values_.contains(word)) problem("sla.correction.line_twice", {{"word", shown(word.c_str())}});
      values_[word] = std::string(unadorned(base::trimmed(line.substr(colon + 1))));
      last_ = word;
    } else if (last_ == "reason" || last_ == "evidence") {
      values_[last_] += " " + std::string(line);
    } else {
      problem("sla.correction.line_unknown", {{"line", std::string(line)}});
    }
  }

  // Whatever else is wrong, each time that was given is read: who mends one thing is not to learn of the next
  // one only then.
  void check_times() {
    for (const char* word : {"at", "from", "until"}) {
      const bool fits = !type_ || (std::string_view(word) == "at") != is_interval();
      if (!values_.contains(word)) continue;
      if (fits) {
        read_time(word);
      } else {
        problem("sla.correction.line_unfit",
                {{"word", shown(word)}, {"type", shown(to_string(*type_).data())}});
      }
    }
    const bool interval = is_interval();
    if (!interval && !values_.contains("at")) problem("sla.correction.no_time", {{"word", shown("at")}});
    if (interval && values_.contains("from") != values_.contains("until")) {
      problem("sla.correction.half_interval", {{"from", shown("from")}, {"until", shown("until")}});
    }
    if (times_.contains("from") && times_.contains("until") && times_["until"] <= times_["from"]) {
      problem("sla.correction.ends_before_begin", {{"from", shown("from")}, {"until", shown("until")}});
    }
  }

  // Where the first line does not tell, the others do.
  bool is_interval() const {
    if (type_) return *type_ == Correction::Type::excluded;
    return values_.contains("from") || values_.contains("until");
  }

  void read_time(const char* word) {
    const std::string& text = values_[word];
    const auto instant = read_written_time(text, rules_.zone, problems_);
    if (!instant) return;
    if (*instant > event_.at) return problem("sla.correction.in_future", {{"text", text}});
    if (*instant < created_ - kLongestBefore) {
      return problem("sla.correction.long_before", {{"text", text}, {"created", created_}});
    }
    times_[word] = *instant;
  }

  Correction correction() {
    Correction made;
    made.type = type_.value_or(made.type);
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
    made.is_public = !event_.comment->is_private;
    return made;
  }

  const model::Event& event_;
  const Instant created_;
  const CorrectionRules& rules_;
  std::optional<Correction::Type> type_;       // or what was meant, as far as that can be told
  std::map<std::string, std::string> values_;  // by word
  std::map<std::string, Instant> times_;
  std::string last_;
  std::vector<Phrase> problems_;
};

}  // namespace

bool may_correct(const std::set<std::string>& roles, const model::CorrectionForm& form) {
  return std::any_of(roles.begin(), roles.end(),
                     [&](const std::string& role) { return form.roles.contains(role); });
}

bool reads_alike(std::string_view one, std::string_view other) {
  return folded(unadorned(one)) == folded(unadorned(other));
}

bool is_correction(const std::string& text, const model::CorrectionForm& form) {
  return !form_in(text, form).empty();
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
