// The catalogue: every sentence Estafeta says to people, by language, and the wording of phrases.
//
// Loaded once from mappings/messages/ (`en.yaml`, `ru.yaml`, and `parts/*.<language>.yaml` where a folder of
// that name exists). A key the reader's language lacks is said in English, one that English lacks as the
// phrase's data; both are logged. Immutable once loaded; safe to read from several threads.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/diagnostic.h"
#include "connector/messages/sentence.h"

namespace estafeta::messages {

// How values are put into a sentence.
struct Style {
  std::string language = "en";
  // Foreign text -> the reader's markup; absent: as it is. Texts of the catalogue itself are never escaped.
  // Markup that only begins a line is none behind the words of a sentence: readers of plain mails see fewer
  // entities.
  std::function<std::string(std::string_view, bool within_line)> escape = {};
  bool within_line = false;  // words of the catalogue stand before it on the line
  // Absent: `2026-06-15T07:00:00Z`.
  std::function<std::string(base::Instant)> instant = {};
};

// The sentences of one language.
struct Sentences {
  struct Entry {
    Sentence sentence;
    base::Location where;
  };
  std::string language;
  std::map<std::string, Entry> entries;
};

class Catalogue {
 public:
  // Takes the sentences of one file's text; what is wrong with it is added to `problems`.
  void add(const std::string& language, std::string_view yaml, const std::string& file,
           base::Diagnostics& problems);

  // Takes from the sentences of this release what is missing, and what uses other values than they do, which
  // would no longer be filled in: of these each is told.
  void complete_from(const Catalogue& release, base::Diagnostics& problems);

  std::string say(const base::Phrase& phrase, const Style& style) const;
  // The message `<prefix>.<text>`; the text itself where there is none: better untranslated than lost.
  std::string word(std::string_view prefix, std::string_view text, const Style& style) const;
  // `1 h 30 min`, in the reader's language.
  std::string duration(base::Seconds seconds, const Style& style) const;

  bool has(const std::string& key, const std::string& language) const;
  // Empty for a language nobody added.
  const Sentences& sentences(const std::string& language) const;
  std::vector<std::string> languages() const;

 private:
  const Sentence* find(const std::string& key, const std::string& language) const;
  std::string value(const base::PhraseValue& value, const Style& style) const;
  std::string fill(const Sentence& sentence, const base::Phrase& phrase, const Style& style) const;
  std::string piece(const Piece& piece, const base::Phrase& phrase, const Style& style) const;
  std::string lookup(const std::string& prefix, const base::PhraseValue& value, const Style& style) const;
  std::string join(const std::vector<std::string>& words, const Style& style) const;

  std::map<std::string, Sentences> languages_;
};

// Reads the folder, which may have a part of them where the sentences of the release are given, and must have
// all where not (null). What could be read is in the catalogue even when there are problems, so that these
// can be worded too.
struct LoadedCatalogue {
  Catalogue catalogue;
  base::Diagnostics problems;
};
LoadedCatalogue load_catalogue(const std::string& folder, const Catalogue* release = nullptr);

// Where two languages differ: keys only one has, values only one uses, words with a wrong number of forms.
base::Diagnostics check_catalogues(const Sentences& one, const Sentences& other);

// A catalogue with a reader's style: what most callers hold. The catalogue must outlive it.
class Speaker {
 public:
  Speaker(const Catalogue& catalogue, Style style) : catalogue_(&catalogue), style_(std::move(style)) {}

  std::string say(const base::Phrase& phrase) const { return catalogue_->say(phrase, style_); }
  std::string say(const std::string& key) const { return say(base::Phrase(key)); }
  // word("state", "on_hold") is the message `state.on_hold`.
  std::string word(std::string_view prefix, std::string_view text) const {
    return catalogue_->word(prefix, text, style_);
  }
  std::string duration(base::Seconds seconds) const { return catalogue_->duration(seconds, style_); }
  std::string instant(base::Instant instant) const;
  std::string escape(std::string_view text) const;
  const Style& style() const { return style_; }

 private:
  const Catalogue* catalogue_;
  Style style_;
};

}  // namespace estafeta::messages
