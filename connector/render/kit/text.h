// Text as people see it: columns, tables in a terminal and in the tracker's markup.
//
// Texts are UTF-8; broken sequences count as U+FFFD. Pure; safe to call from several threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connector/base/text.h"
#include "connector/messages/catalogue.h"
#include "connector/model/markup.h"

namespace estafeta::render {

using base::append;
using base::clip;
using base::decode;
using base::one_line;

// Columns in a terminal: wide characters take two, combining and invisible ones none.
std::size_t width(std::string_view text);
std::string pad(std::string_view text, std::size_t columns);
// A length of time as people plan by it: minutes are the finest, and less than one is said so.
std::string to_the_minute(base::Seconds time, const messages::Speaker& speaker);

// What people wrote, within a sentence of ours: in one line, and without a full stop at its end.
std::string within_sentence(std::string_view text);

struct Table {
  std::vector<std::string> heads;
  std::vector<std::vector<std::string>> rows;
};
// Columns two spaces apart, no space at the ends of lines, a line break after each row.
std::string text_table(const Table& table);
// How one thing is laid out in a terminal or on a page of the tracker.
class Layout {
 public:
  Layout() = default;  // a terminal's
  // Which must outlive it.
  explicit Layout(const model::Markup& markup) : markup_(&markup) {}

  // With its line break.
  std::string heading(const std::string& text) const;
  std::string table(const Table& table) const;
  // On a page of the tracker closed until somebody opens it; in a terminal a part like any other.
  std::string folded(const std::string& heading, const std::string& content) const;
  // The name of a page that stands beside this one; on a page of the tracker a link to it.
  std::string page(const std::string& name) const;

 private:
  const model::Markup* markup_ = nullptr;
};

}  // namespace estafeta::render
