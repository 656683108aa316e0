// A template as its author wrote it: parameters and tasks, read and checked, not yet expanded.
//
// Everything remembers where it stands in the file, so that a later problem can point there. Durations and
// lags are whole seconds of working time. Texts by language: what was written without one stands under "".
// Plain data; safe to read from several threads.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/document/node.h"
#include "connector/model/change.h"

namespace estafeta::tmpl {

// A piece of a title or description, with what stands between {{ and }} already understood.
struct Piece {
  enum class Kind {
    literal,
    parameter,  // {{ system }}
    item,       // {{ item }}
    given,      // {{ network.vlan }}, {{ network[item].vlan }}
  } kind = Kind::literal;
  std::string text;                     // of a literal
  std::string name;                     // of the parameter, or of the value given
  std::string task;                     // given: whose value
  bool of_item = false;                 // given: of the same item
  std::optional<std::string> fallback;  // | default: …
  base::Location where;
};
using Pieces = std::vector<Piece>;
using Words = std::map<std::string, Pieces>;            // by language
using PlainWords = std::map<std::string, std::string>;  // by language, without {{ }}

// What there is for that language: it, else what has none, else English, else the first; null if there is
// nothing.
template <typename Map>
const typename Map::mapped_type* in_language(const Map& words, const std::string& language) {
  for (const auto& wanted : {language, std::string(), std::string("en")}) {
    if (const auto found = words.find(wanted); found != words.end()) return &found->second;
  }
  return words.empty() ? nullptr : &words.begin()->second;
}

struct Parameter {
  std::string id;
  PlainWords title;
  PlainWords description;  // what its value may look like, for who fills it in
  document::Node schema;   // JSON Schema words, as written
  base::Location where;

  // Null: whoever uses the template must say it.
  const document::Node* default_value() const { return schema.find("default"); }
};

// `when`: the parameter has one of these values, or one that a JSON Schema fragment (a map) allows.
struct Condition {
  std::string parameter;
  document::Node expected;
  base::Location where;
};

struct Need {
  std::string task;
  bool of_item = false;
  base::Seconds lag{0};
  std::string lag_calendar;
  model::On on = model::On::done;
  base::Seconds max_lag{0};
  std::string max_lag_calendar;
  base::Location where;
};

// A value the task must hand over.
struct Give {
  std::string name;
  PlainWords title;
  document::Node schema;  // without the title
  // The result of a check, whose words depend on the language (model/check.h); the schema has none.
  bool is_check_result = false;

  document::Node schema_in(const std::string& language) const;
};

// A field of the tracker, by its name there; its value has parameters and items only.
struct Field {
  std::string name;
  Pieces value;
};

// A day or an instant in the site's zone: written out, or what a parameter says.
struct Bound {
  Pieces text;  // empty: there is none
  base::Location where;
};

// A department, a competence or a role.
struct Watcher {
  std::string name;
  base::Location where;
};

struct Task {
  std::string id;
  model::TaskKind kind = model::TaskKind::task;
  model::Owner owner = model::Owner::department;
  std::string department;
  base::Location department_where;
  Words title;
  Words description;
  std::vector<Words> checklist;
  base::Seconds duration{0};
  base::Seconds estimate{0};
  Bound latest;
  std::string approver;  // approval: a role
  base::Location approver_where;
  bool maintenance_window = false;
  bool begins_late = false;
  std::string for_each;  // an array parameter, or empty
  base::Location for_each_where;
  model::Join join = model::Join::all;
  base::Location join_where;
  std::vector<Need> needs;
  std::vector<Condition> when;
  std::vector<Give> gives;
  std::vector<Field> fields;
  std::vector<Watcher> watchers;
  std::vector<std::string> updates;  // kinds of documents that are stale once it is done
  std::vector<Task> rollback;        // at most one: what takes it back
  base::Location where;
};

// The parameter that a template has which may be rehearsed.
inline constexpr const char* kRehearsal = "rehearsal";

struct Template {
  std::string name;
  int version = 1;
  bool is_rehearsable = false;
  Words title;
  PlainWords description;
  std::vector<Parameter> parameters;
  std::vector<Task> tasks;
  Bound latest;
  std::vector<Words> review;
  base::Location where;

  // Null if there is none of that id.
  const Parameter* parameter(const std::string& id) const;
  const Task* task(const std::string& id) const;
};

}  // namespace estafeta::tmpl
