// Reads a JSON array of objects one by one, whatever its length: only the object at hand is in memory.
//
// The one place for large files. Byte and depth caps hold for each object. An object that cannot be read is
// left out and its problems are said, with their places in the file, as parse_json says them. A byte order
// mark at the beginning is passed over. Not safe for several threads.
#pragma once

#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/diagnostic.h"
#include "connector/document/flat.h"
#include "connector/document/flat_parser.h"

namespace estafeta::document {

class ArrayReader {
 public:
  // What ends the reading before the array ends.
  enum class Failure { none, not_an_array, cut_short, too_long };

  ArrayReader(std::istream& in, std::string file, base::Diagnostics& problems, Limits limits = {});

  // Objects under this key of the array's objects are expected to come again, word for word: see
  // FlatNode::recurrence.
  void expect_again(std::string key) { parser_.expect_again(std::move(key)); }

  // What is done about an object that cannot be read, instead of saying its problems alone.
  void on_unreadable(std::function<void(base::Diagnostics)> then) { unreadable_ = std::move(then); }

  // The next object, valid until the next call; nullopt: the end, or a failure.
  std::optional<FlatNode> next();
  Failure failure() const { return failure_; }

  // Where a part of the object at hand begins; where reading failed, after a failure.
  base::Location where(FlatNode node) { return place_of(node.raw().data()); }
  const base::Location& where_failed() const { return place_; }
  // A part of the object at hand as a tree, also where its text came before.
  Node tree(FlatNode node);

 private:
  void fill();
  char skip_space();
  bool begin_array();
  bool reached_object();
  void pass_over_unreadable();
  void fail(Failure failure, const char* at);
  void count_to(const char* at);
  base::Location place_of(const char* at);
  const char* end() const { return buffer_.data() + filled_; }

  std::istream& in_;
  base::Diagnostics& problems_;
  std::function<void(base::Diagnostics)> unreadable_;
  const Limits limits_;
  FlatParser parser_;
  std::vector<char> buffer_;
  std::size_t filled_ = 0;
  bool ended_ = false;    // the text has no more than what is in the buffer
  const char* at_;        // what comes next
  const char* object_;    // where the object at hand begins
  const char* counted_;   // how far line and column are counted; never beyond the object at hand
  base::Location place_;  // of counted_
  bool begun_ = false;
  Failure failure_ = Failure::none;
};

}  // namespace estafeta::document
