// Titles and descriptions: finds what stands between {{ and }} and understands it.
//
// Inside template/ only. Whether what is named exists is checked later (check_texts.h). Not safe for several
// threads.
#pragma once

#include <string_view>

#include "connector/document/source.h"
#include "connector/template/problems.h"

namespace estafeta::tmpl {

// `network[item]` means the same item of a fan-out: the name without that, and whether it stood there.
std::string_view without_item(std::string_view name, bool& of_item);

class Placeholders {
 public:
  // `source`: the text the nodes were read from, so that a problem can point at its {{; may be empty.
  Placeholders(std::string_view source, Problems& problems) : source_(source, ""), problems_(problems) {}

  Pieces read(const document::Node& text);

 private:
  base::Location place(const document::Node& text, std::string_view written);
  void read_one(const document::Node& text, std::string_view written, Pieces& pieces);

  document::Source source_;
  Problems& problems_;
  std::size_t cursor_ = 0;  // where in the source the next {{ of the text at hand is looked for
};

}  // namespace estafeta::tmpl
