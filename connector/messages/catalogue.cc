#include "connector/messages/catalogue.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include "connector/base/log.h"
#include "connector/base/time.h"
#include "connector/document/node.h"
#include "connector/document/yaml.h"

namespace estafeta::messages {
namespace {

using base::Diagnostic;
using base::Diagnostics;
using base::Location;
using base::Phrase;
using base::PhraseValue;
using base::Severity;

constexpr std::size_t kFileCap = 4 << 20;

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

void report(Diagnostics& problems, Phrase what, const Location& where) {
  problems.push_back(Diagnostic{Severity::error, std::move(what), where});
}

void check_forms(const Sentence& sentence, const std::string& key, const Sentences& all,
                 const Location& where, Diagnostics& problems) {
  const std::size_t wanted = plural_forms(all.language);
  for (const Piece& piece : sentence) {
    if (piece.kind != Piece::Kind::plural || piece.forms.size() == wanted) continue;
    report(problems,
           Phrase("messages.wrong_forms", {{"message", key},
                                           {"name", piece.text},
                                           {"language", all.language},
                                           {"wanted", static_cast<std::int64_t>(wanted)},
                                           {"found", static_cast<std::int64_t>(piece.forms.size())}}),
           where);
  }
}

void add_entry(Sentences& all, const document::Node::Key& key, const document::Node& value,
               Diagnostics& problems) {
  if (!value.is_scalar()) {
    report(problems, Phrase("messages.not_a_text", {{"message", key.text}}), value.where);
    return;
  }
  auto sentence = parse_sentence(value.text);
  if (!sentence) {
    report(problems, sentence.error(), value.where);
    return;
  }
  check_forms(*sentence, key.text, all, value.where, problems);
  const auto [entry, inserted] = all.entries.try_emplace(key.text, Sentences::Entry{*sentence, key.where});
  if (!inserted) {
    report(problems,
           Phrase("messages.said_twice", {{"message", key.text}, {"other", to_string(entry->second.where)}}),
           key.where);
  }
}

void check_pair(const std::string& key, const Sentences::Entry& one, const Sentences& other,
                Diagnostics& problems) {
  const auto match = other.entries.find(key);
  if (match == other.entries.end()) {
    report(problems, Phrase("messages.missing", {{"message", key}, {"language", other.language}}), one.where);
  } else if (places(one.sentence) != places(match->second.sentence)) {
    report(problems,
           Phrase("messages.places_differ", {{"message", key}, {"other", to_string(match->second.where)}}),
           one.where);
  }
}

std::int64_t count_of(const PhraseValue& value) {
  return std::visit(
      Overloaded{
          [](std::int64_t n) { return n; },
          [](const std::vector<std::string>& list) { return static_cast<std::int64_t>(list.size()); },
          [](const std::vector<Phrase>& list) { return static_cast<std::int64_t>(list.size()); },
          [](const auto&) { return std::int64_t{0}; },
      },
      value);
}

std::string escaped(std::string_view text, const Style& style) {
  return style.escape ? style.escape(text, style.within_line) : std::string(text);
}

// Not only marks that begin a line themselves.
bool ends_with_words(std::string_view text) {
  const auto line = text.substr(text.find_last_of('\n') + 1);
  return std::any_of(line.begin(), line.end(), [](unsigned char c) { return std::isalpha(c) || c >= 0x80; });
}

std::string at(base::Instant instant, const Style& style) {
  return style.instant ? style.instant(instant) : base::format_instant(instant);
}

// The files of one folder that hold sentences, each with its language, in a fixed order.
std::vector<std::pair<std::string, std::string>> files_of(const std::string& folder) {
  namespace fs = std::filesystem;
  std::vector<std::pair<std::string, std::string>> files;
  for (const char* place : {"", "parts"}) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(fs::path(folder) / place, error)) {
      if (entry.path().extension() != ".yaml") continue;
      const std::string stem = entry.path().stem().string();
      files.emplace_back(stem.substr(stem.rfind('.') + 1), entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

void Catalogue::add(const std::string& language, std::string_view yaml, const std::string& file,
                    Diagnostics& problems) {
  Sentences& all = languages_[language];
  all.language = language;
  const auto parsed = document::parse_yaml(yaml, file, {kFileCap, 8});
  if (!parsed) {
    problems.insert(problems.end(), parsed.error().begin(), parsed.error().end());
    return;
  }
  const document::Node* list = parsed->find("messages");
  if (list == nullptr || !list->is_map()) {
    report(problems, Phrase("messages.no_top_key"), Location{file, 1, 1});
    return;
  }
  for (const auto& [key, value] : list->entries) add_entry(all, key, value, problems);
}

void Catalogue::complete_from(const Catalogue& release, Diagnostics& problems) {
  for (const auto& [language, all] : release.languages_) {
    Sentences& own = languages_[language];
    own.language = language;
    for (const auto& [key, entry] : all.entries) {
      const auto [found, is_missing] = own.entries.try_emplace(key, entry);
      if (is_missing || places(found->second.sentence) == places(entry.sentence)) continue;
      problems.push_back({Severity::warning, Phrase("messages.of_another_release", {{"message", key}}),
                          found->second.where});
      found->second = entry;
    }
  }
}

bool Catalogue::has(const std::string& key, const std::string& language) const {
  return find(key, language) != nullptr;
}

const Sentences& Catalogue::sentences(const std::string& language) const {
  static const Sentences empty;
  const auto found = languages_.find(language);
  return found == languages_.end() ? empty : found->second;
}

std::vector<std::string> Catalogue::languages() const {
  std::vector<std::string> names;
  for (const auto& [name, unused] : languages_) names.push_back(name);
  return names;
}

const Sentence* Catalogue::find(const std::string& key, const std::string& language) const {
  const auto& entries = sentences(language).entries;
  const auto found = entries.find(key);
  return found == entries.end() ? nullptr : &found->second.sentence;
}

std::string Catalogue::say(const Phrase& phrase, const Style& style) const {
  if (const Sentence* sentence = find(phrase.key, style.language)) return fill(*sentence, phrase, style);
  base::log(base::LogLevel::warning, "no message " + phrase.key + " in language " + style.language);
  Style english = style;
  english.language = "en";
  if (const Sentence* sentence = find(phrase.key, "en")) return fill(*sentence, phrase, english);
  return escaped(to_string(phrase), style);
}

std::string Catalogue::fill(const Sentence& sentence, const Phrase& phrase, const Style& style) const {
  std::string text;
  std::optional<Style> behind_words;
  for (const Piece& part : sentence) {
    text += piece(part, phrase, behind_words ? *behind_words : style);
    if (behind_words || !style.escape || !ends_with_words(text)) continue;
    behind_words = style;
    behind_words->within_line = true;
  }
  return text;
}

std::string Catalogue::piece(const Piece& piece, const Phrase& phrase, const Style& style) const {
  if (piece.kind == Piece::Kind::text) return piece.text;
  const PhraseValue* value = phrase.find(piece.text);
  if (value == nullptr) {
    base::log(base::LogLevel::warning, "message " + phrase.key + " has no value for " + piece.text);
    return "{" + piece.text + "}";
  }
  if (piece.kind == Piece::Kind::lookup) return lookup(piece.prefix, *value, style);
  if (piece.kind == Piece::Kind::value) return this->value(*value, style);
  return piece.forms[std::min(plural_form(style.language, count_of(*value)), piece.forms.size() - 1)];
}

std::string Catalogue::value(const PhraseValue& value, const Style& style) const {
  return std::visit(Overloaded{
                        [&](const std::string& text) { return escaped(text, style); },
                        [&](std::int64_t number) { return std::to_string(number); },
                        [&](base::Instant instant) { return at(instant, style); },
                        [&](base::Seconds seconds) { return duration(seconds, style); },
                        [&](const std::vector<std::string>& list) {
                          std::vector<std::string> words;
                          for (const auto& text : list) words.push_back(escaped(text, style));
                          return join(words, style);
                        },
                        [&](const std::vector<Phrase>& list) {
                          std::vector<std::string> words;
                          for (const auto& phrase : list) words.push_back(say(phrase, style));
                          return join(words, style);
                        },
                    },
                    value);
}

std::string Catalogue::word(std::string_view prefix, std::string_view text, const Style& style) const {
  const std::string key = std::string(prefix) + "." + std::string(text);
  return has(key, style.language) || has(key, "en") ? say(Phrase(key), style) : escaped(text, style);
}

std::string Catalogue::lookup(const std::string& prefix, const PhraseValue& value, const Style& style) const {
  if (const auto* text = std::get_if<std::string>(&value)) return word(prefix, *text, style);
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    std::vector<std::string> words;
    for (const auto& text : *list) words.push_back(word(prefix, text, style));
    return join(words, style);
  }
  return this->value(value, style);
}

std::string Catalogue::join(const std::vector<std::string>& words, const Style& style) const {
  if (words.empty()) return say(Phrase("list.none"), style);
  std::string text = words.front();
  for (std::size_t i = 1; i < words.size(); ++i) {
    text += say(Phrase(i + 1 == words.size() ? "list.last" : "list.next"), style) + words[i];
  }
  return text;
}

std::string Catalogue::duration(base::Seconds seconds, const Style& style) const {
  const std::int64_t total = std::abs(seconds.count());
  std::string text;
  const auto unit = [&](const char* key, std::int64_t n) {
    if (n != 0) text += (text.empty() ? "" : " ") + say(Phrase(key, {{"n", n}}), style);
  };
  unit("duration.hours", total / 3600);
  unit("duration.minutes", total / 60 % 60);
  unit("duration.seconds", total % 60);
  if (text.empty()) return say(Phrase("duration.minutes", {{"n", std::int64_t{0}}}), style);
  return seconds.count() < 0 ? "−" + text : text;
}

LoadedCatalogue load_catalogue(const std::string& folder, const Catalogue* release) {
  LoadedCatalogue loaded;
  std::set<std::string> faulty;
  for (const auto& [language, path] : files_of(folder)) {
    const std::size_t before = loaded.problems.size();
    const auto text = document::read_file(path, kFileCap);
    if (text) {
      loaded.catalogue.add(language, *text, path, loaded.problems);
    } else {
      report(loaded.problems, text.error().phrase(), {path, 0, 0});
    }
    if (loaded.problems.size() > before) faulty.insert(language);
  }
  if (release != nullptr) {
    loaded.catalogue.complete_from(*release, loaded.problems);
    return loaded;
  }
  for (const char* language : {"en", "ru"}) {
    // Why a file that is there gives nothing was said already.
    if (!loaded.catalogue.sentences(language).entries.empty() || faulty.contains(language)) continue;
    report(loaded.problems,
           Phrase("messages.no_language", {{"folder", folder}, {"language", std::string(language)}}),
           {folder, 0, 0});
  }
  return loaded;
}

Diagnostics check_catalogues(const Sentences& one, const Sentences& other) {
  Diagnostics problems;
  for (const auto& [key, entry] : one.entries) check_pair(key, entry, other, problems);
  for (const auto& [key, entry] : other.entries) {
    if (!one.entries.contains(key)) check_pair(key, entry, one, problems);
  }
  return problems;
}

std::string Speaker::instant(base::Instant instant) const {
  return at(instant, style_);
}

std::string Speaker::escape(std::string_view text) const {
  return escaped(text, style_);
}

}  // namespace estafeta::messages
