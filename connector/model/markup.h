// How texts are marked up where people read them.
//
// The implementations belong to the trackers: what is pure asks for a heading, a table or a picture and never
// writes a sign of it. What is passed is markup already, except to escape(). Pure; safe to call from several
// threads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace estafeta::model {

// A record is lines of `name: value` in a field that people see too; this one, if there, is the first and
// names the page to show in its place.
inline constexpr std::string_view kRecordPage = "page: ";

// A piece of a text as people read it.
struct Block {
  enum class Type { heading, item, paragraph } type = Type::paragraph;
  std::string text;

  friend bool operator==(const Block&, const Block&) = default;
};

class Markup {
 public:
  virtual ~Markup() = default;

  // The other way round: what people read of a text of headings, items and paragraphs. Hidden marks are left
  // out; of what else there may be, the signs of markup stay.
  virtual std::vector<Block> blocks(std::string_view text) const = 0;

  // Foreign text, so that nothing in it is taken for markup. `within_line`: words of ours stand before it on
  // the line. For bodies only: subjects are no markup.
  virtual std::string escape(std::string_view text, bool within_line) const = 0;

  // Each with its line break.
  virtual std::string heading(const std::string& text) const = 0;
  virtual std::string item(const std::string& text) const = 0;
  virtual std::string quote(const std::string& text) const = 0;
  // Line breaks in heads and cells become spaces.
  virtual std::string table(const std::vector<std::string>& heads,
                            const std::vector<std::vector<std::string>>& rows) const = 0;
  // Closed until somebody opens it.
  virtual std::string folded(const std::string& heading, const std::string& content) const = 0;
  // There for whoever edits the text, shown to nobody else.
  virtual std::string hidden(const std::string& mark) const = 0;

  // A file of the issue or page in which the text stands: shown; a link to it.
  virtual std::string picture(const std::string& file) const = 0;
  virtual std::string file(const std::string& name) const = 0;
  // A page of another project, shown in the place of this.
  virtual std::string include(const std::string& project, const std::string& page) const = 0;
  // A link to a page that stands beside the one in which the text stands.
  virtual std::string page(const std::string& name, const std::string& text) const = 0;
};

}  // namespace estafeta::model
