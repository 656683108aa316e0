// Cuts a JSON array of objects into its elements while it is read, so that only one stands in memory.
//
// Checks no more of the syntax than it needs to find where an element ends; the element's text is for a
// parser. Not safe for several threads.
#pragma once

#include <istream>
#include <optional>
#include <string>

#include "connector/base/diagnostic.h"

namespace estafeta::sla {

class CaseReader {
 public:
  CaseReader(std::istream& in, std::string file);

  struct Element {
    std::string text;
    base::Location where;  // of its first character
  };
  // The next element; nullopt: the end, or no such array (see problem()).
  std::optional<Element> next();
  // Set once the text turned out not to be an array of objects, or an element too long.
  const std::optional<base::Diagnostic>& problem() const { return problem_; }

 private:
  int get();
  int skip_space();
  bool begin_array();
  bool reached_element();
  std::string take_object();
  void fail(const char* key);

  std::istream& in_;
  base::Location where_;  // of the character get() will give next
  bool begun_ = false;
  bool first_ = true;
  std::optional<base::Diagnostic> problem_;
};

}  // namespace estafeta::sla
