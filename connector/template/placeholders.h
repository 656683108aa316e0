// Titles and descriptions: finds what stands between {{ and }} and understands it.
//
// Inside template/ only. Whether what is named exists is checked later (check.h). Not safe for several
// threads.
#pragma once

#include <string_view>

#include "connector/template/problems.h"

namespace estafeta::tmpl {

class Placeholders {
 public:
  // `source`: the text the nodes were read from, so that a problem can point at its {{; may be empty.
  Placeholders(std::string_view source, Problems& problems) : source_(source), problems_(problems) {}

  Pieces read(const document::Node& text);

 private:
  base::Location place(const document::Node& text, std::size_t offset) const;
  void read_one(const document::Node& text, std::size_t begin, std::size_t end, Pieces& pieces);

  std::string_view source_;
  Problems& problems_;
};

}  // namespace estafeta::tmpl
