// Reads a JSON array of objects one by one, whatever its length: only the object at hand is in memory.
//
// The one place for large files. Byte and depth caps hold for each object. An object that cannot be read is
// left out and its problems are said, with their places in the file, as parse_json says them; so is what
// stands in the place of an object. One whose brackets do not match ends before the next line that begins as
// it began, so that it hides no other. A byte order mark at the beginning is passed over. Not safe for
// several threads.
#pragma once

#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
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

  // What is done about an object that cannot be read, or what stands in its place, instead of saying its
  // problems alone; its text is valid during the call.
  using Unreadable = std::function<void(std::string_view text, base::Diagnostics)>;
  void on_unreadable(Unreadable then) { unreadable_ = std::move(then); }

  // The next object, valid until the next call; nullopt: the end, or a failure.
  std::optional<FlatNode> next();
  Failure failure() const { return failure_; }

  // Where a part of the object at hand begins; where reading failed, after a failure.
  base::Location where(FlatNode node) { return place_of(node.raw().data()); }
  const base::Location& where_failed() const { return place_; }
  // After a failure: what was not read, as far as it is in memory.
  std::string_view unread() const { return {at_, static_cast<std::size_t>(end() - at_)}; }
  // A part of the object at hand as a tree, also where its text came before.
  Node tree(FlatNode node);

 private:
  void fill();
  char skip_space();
  bool begin_array();
  bool reached_object();
  void pass_over_unreadable();
  void pass_over_other();
  void refuse(std::size_t length, base::Diagnostics found);
  base::Diagnostic misplaced(const char* key);
  std::size_t next_like_this(std::string_view ahead);
  void fail(Failure failure, const char* at);
  void count_to(const char* at);
  base::Location place_of(const char* at);
  const char* end() const { return buffer_.data() + filled_; }

  std::istream& in_;
  base::Diagnostics& problems_;
  Unreadable unreadable_;
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
  bool resumed_ = false;          // at an object, after one that did not end
  bool begins_line_ = false;      // as far as was looked; at last the object at hand
  bool follows_bracket_ = false;  // the object at hand is the first, on the line of the array's bracket
  Failure failure_ = Failure::none;
};

}  // namespace estafeta::document
