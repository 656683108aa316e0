// What a template asks for, expanded with its parameters; independent of any tracker.
//
// Made by template/, read by change/ and render/. Keys here are local (`network/north`): the tracker's key is
// `<change id>/<local key>`. Plain data; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/model/words.h"

namespace estafeta::model {

// A piece of a title or description.
struct Segment {
  enum class Kind {
    literal,  // the template's author wrote it: markup stands as it is
    value,    // a parameter's value: escaped in bodies
    given,    // what predecessors hand over: known only once they are done
  } kind = Kind::literal;
  std::string text;                // literal, value; of `given`: the default, if has_default
  std::vector<std::string> tasks;  // given: local keys of the tasks that give it, in order of the items
  std::vector<std::string>
      items;         // given over a fan-out: the item of each task; empty if it is a single task
  std::string name;  // given: the value's name
  bool has_default = false;

  friend bool operator==(const Segment&, const Segment&) = default;
};
using Text = std::vector<Segment>;

// When a task may begin that needs several others: after all of them, or as soon as one of them is there.
enum class Join { all, any };

struct Edge {
  std::string task;  // local key of the predecessor
  base::Seconds lag{0};
  std::string lag_calendar;  // empty: the waiting task's own; "24x7": by the clock
  On on = On::done;
  // The most that should lie between, counted as the lag is; said when there is more. Zero: any time.
  base::Seconds max_lag{0};
  std::string max_lag_calendar = {};

  friend bool operator==(const Edge&, const Edge&) = default;
};

// A value a task must hand over.
struct Give {
  std::string name;
  std::string schema;  // JSON Schema, as canonical JSON
  std::string title;   // in the language of the site
  // Its titles in every language, by any of which people may call it.
  std::vector<std::string> titles = {};

  // Other titles of the same value make no other task.
  friend bool operator==(const Give& a, const Give& b) {
    return a.name == b.name && a.schema == b.schema && a.title == b.title;
  }
};

// A field of the tracker that Estafeta has no word for, by the name it has there.
struct NamedValue {
  std::string name;
  std::string value;

  friend bool operator==(const NamedValue&, const NamedValue&) = default;
};

struct DesiredTask {
  std::string key;   // local: `vms`, `network/north`
  std::string id;    // the task's id in the template
  std::string item;  // of a fan-out, else empty
  TaskKind kind = TaskKind::task;
  Owner owner = Owner::department;
  std::string
      department;  // as the template says: a department or a competence; empty unless owner is department
  Text title;
  Text description;
  base::Seconds duration{0};
  bool maintenance_window = false;
  bool begins_late = false;  // as late as it can without moving what follows
  std::string approver;      // approval: the role (a key of the mapping's roles) that says yes or no
  Join join = Join::all;
  std::vector<Edge> needs;  // tasks that are left out are already bridged
  std::vector<Give> gives;
  std::string hand_over_form;      // what its empty hand-over field is filled with for people; empty: nothing
  std::string undoes;              // rollback: the local key of the task it takes back
  base::Seconds estimate{0};       // work, where duration is time; zero: nobody estimated it
  std::string latest;              // `2026-12-01` or `2026-12-01 18:00`, in the site's zone; empty: no bound
  std::vector<NamedValue> fields;  // set when the task is made
  std::vector<std::string> watchers;  // departments, competences, or roles (keys of the mapping's roles)
  std::vector<std::string> updates;   // kinds of documents that are stale once it is done

  friend bool operator==(const DesiredTask&, const DesiredTask&) = default;
};

struct DesiredChange {
  std::string template_name;
  int version = 1;
  std::string hash;  // SHA-256 (hex) over the canonical JSON of template, version, parameters and tasks
  Text title;
  std::string parameters;          // canonical JSON, defaults filled in
  std::vector<DesiredTask> tasks;  // in the template's order, items in theirs
  // What takes tasks back, `<task>/undo`, without needs: they are made only when a change is rolled back.
  std::vector<DesiredTask> rollbacks;
  std::string latest;               // when the whole of it must be finished, as in tasks
  std::vector<std::string> review;  // what to ask when it is finished
  // The plan is gone through as a trial: nothing of it is the client's to see.
  bool is_rehearsal = false;
  // What is rehearsed: the same for a change and its rehearsals. Empty: the template does not provide for it.
  std::string rehearsable;

  friend bool operator==(const DesiredChange&, const DesiredChange&) = default;
};

}  // namespace estafeta::model
