// Small things every reader of this room does with problems: report one, suggest a name.
//
// Inside template/ only. Not safe for several threads.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connector/template/template.h"

namespace estafeta::tmpl {

using Values = std::vector<std::pair<std::string, base::PhraseValue>>;

class Problems {
 public:
  explicit Problems(base::Diagnostics& all) : all_(all) {}

  void error(const char* key, const base::Location& where, Values values = {});
  void warning(const char* key, const base::Location& where, Values values = {});
  // A name that is not among the known ones: `key`, with `known` as values; where one of them is near,
  // `<key>_hint` with `nearest`. Returns the near one, or "".
  std::string unknown(const std::string& key, const base::Location& where, const std::string& name,
                      const std::vector<std::string>& known, Values values = {});
  void unknown_parameter(const base::Location& where, const std::string& name,
                         const std::vector<std::string>& known);
  // Parameters that were meant, as far as one can tell, where unknown_parameter() was said.
  const std::set<std::string>& meant_parameters() const { return meant_parameters_; }
  const base::Diagnostics& all() const { return all_; }
  void add(const base::Diagnostics& more) { all_.insert(all_.end(), more.begin(), more.end()); }

 private:
  base::Diagnostics& all_;
  std::set<std::string> meant_parameters_;
};

// By line and column, as people go through the text; what stands nowhere comes first.
void sort_by_place(base::Diagnostics& problems);

template <typename List>
std::vector<std::string> ids_of(const List& list) {
  std::vector<std::string> ids;
  for (const auto& entry : list) ids.push_back(entry.id);
  return ids;
}

// `[a-z][a-z0-9-]*`: templates, tasks, parameters, departments.
bool is_id(const std::string& text);
// `[a-z][a-z0-9_-]*`: values handed over.
bool is_value_name(const std::string& text);
// `2026-12-01` or `2026-12-01 18:00`: until when something is to be finished.
bool is_bound(const std::string& text);
// `[a-z0-9][a-z0-9-]*`: items of a fan-out.
bool is_item(const std::string& text);

}  // namespace estafeta::tmpl
