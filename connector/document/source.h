// A text with its lines: turns byte offsets into places people can find, and refuses what is no plain text.
//
// Keeps a view of the text, which must outlive it. Places asked for in the order of the text cost what lies
// between them, so that one long line costs no more than many short ones. Not safe for several threads.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/diagnostic.h"

namespace estafeta::document {

class Source {
 public:
  // A byte order mark at the beginning is left out of text().
  Source(std::string_view text, std::string file);

  std::string_view text() const { return text_; }

  // Offsets past the end mean the end.
  base::Location at_offset(std::size_t offset) const;
  // Both from 0; the column in bytes.
  base::Location at_line(std::size_t line, std::size_t column) const;
  // The way back, as far as the line goes.
  std::size_t offset_of(const base::Location& where) const;

  // The first thing that makes it unreadable: too long, not UTF-8, a control character.
  std::optional<base::Diagnostic> problem(std::size_t byte_limit) const;

 private:
  // How many code points lie in a line before that offset.
  struct Counted {
    std::size_t line = 0;
    std::size_t offset = 0;
    std::size_t code_points = 0;
  };

  std::string_view text_;
  std::string file_;
  std::vector<std::size_t> line_starts_;
  mutable Counted last_;
};

// Length in bytes of the UTF-8 sequence at `offset`, 0 if there is no valid one.
std::size_t sequence_length(std::string_view text, std::size_t offset);
bool is_utf8(std::string_view text);
// Code points of a valid UTF-8 text.
std::size_t code_points(std::string_view text);
// The text cut after that many code points, with "…" where something was cut.
std::string shorten(std::string_view text, std::size_t limit);

// Length in bytes of the space at `offset` that is no ordinary one: no-break, of another width, of none. 0:
// none.
std::size_t odd_space(std::string_view text, std::size_t offset);
// `no_break_space`, `narrow_no_break_space`, `invisible_character`, `unusual_space`: a word of the messages
// `character.…`.
const char* odd_space_name(std::string_view text, std::size_t offset);

}  // namespace estafeta::document
