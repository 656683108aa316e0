// The shape of a template: reads the tree into a Template and reports what is not written as it must be.
//
// Inside template/ only. What cannot be read is left at its default, so that the checks that follow still
// find their own problems. Not safe for several threads.
#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connector/template/placeholders.h"
#include "connector/template/problems.h"

namespace estafeta::tmpl {

class Reader {
 public:
  Reader(std::string_view source, Problems& problems)
      : problems_(problems), placeholders_(source, problems) {}

  Template read(const document::Node& root);

 private:
  using Keys = std::initializer_list<std::string_view>;

  void allow_only(const document::Node& map, Keys known);
  // Whether a key of the map last looked through was taken for a misspelt `key`: what is missing then has
  // been said.
  bool is_misspelt(const std::string& key) const { return misspelt_.contains(key); }
  bool expect_map(const document::Node& node, const char* key);
  void check_id(const document::Node::Key& key);

  void read_header(const document::Node& root, Template& tmpl);
  void read_rehearsable(const document::Node& value, Template& tmpl);
  Parameter read_parameter(const document::Node::Key& key, const document::Node& value);
  Task read_task(const document::Node::Key& key, const document::Node& value);
  void read_kind(const document::Node& value, Task& task);
  void read_owner(const document::Node& value, Task& task);
  void read_time(const document::Node& value, Task& task);
  void read_for_each(const document::Node& value, Task& task);
  void read_texts(const document::Node& value, Task& task);
  void read_join(const document::Node& value, Task& task);
  void read_needs(const document::Node& value, Task& task);
  Need read_need(const document::Node& value);
  void read_need_map(const document::Node& value, Need& need);
  void read_lag(const document::Node& value, base::Seconds& lag, std::string& lag_calendar);
  void read_when(const document::Node& value, Task& task);
  void read_rollback(const document::Node& value, Task& task);
  void read_gives(const document::Node& value, Task& task);
  void read_extras(const document::Node& value, Task& task);
  void read_checklist(const document::Node& value, Task& task);
  void read_estimate(const document::Node& value, Task& task);
  void read_latest(const document::Node& value, Bound& bound);
  void read_fields(const document::Node& value, Task& task);
  void read_watchers(const document::Node& value, Task& task);
  void read_updates(const document::Node& value, Task& task);
  void read_review(const document::Node& value, Template& tmpl);
  std::vector<Words> read_lines(const document::Node& value, const char* no_list);
  bool read_choice(const document::Node& value, const char* key, Keys choices);

  Words read_words(const document::Node& value);
  PlainWords read_plain_words(const document::Node* value);
  bool check_words(const document::Node& value);

  Problems& problems_;
  std::set<std::string> misspelt_;
  Placeholders placeholders_;
};

}  // namespace estafeta::tmpl
