// A template somebody is about to write: what is known of it, and its text.
//
// The text is YAML in the manner of the bundled templates; parse() reads it back. Texts of a draft may hold
// {{ }} already; what a draft does not say is left out. Pure; safe to call from several threads.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "connector/template/template.h"

namespace estafeta::tmpl {

struct DraftParameter {
  std::string id;
  std::string type;          // a word of JSON Schema
  std::string comment = {};  // one line; empty: none
};

struct DraftNeed {
  std::string task;
  base::Seconds lag{0};
  std::string lag_calendar = {};
  model::On on = model::On::done;
  base::Seconds max_lag{0};
  std::string max_lag_calendar = {};
};

struct DraftGive {
  std::string name;
  std::string type;
  std::string title;
};

struct DraftTask {
  std::string id;
  std::vector<std::string> comments;
  model::TaskKind kind = model::TaskKind::task;
  model::Owner owner = model::Owner::department;
  std::string department;
  std::string approver;  // of an approval
  bool maintenance_window = false;
  bool begins_late = false;
  model::Join join = model::Join::all;
  std::vector<DraftNeed> needs;
  std::string title;
  std::string description;
  std::vector<std::string> checklist;
  base::Seconds duration{0};
  base::Seconds estimate{0};
  std::vector<DraftGive> gives;
};

struct Draft {
  std::vector<std::string> comments;  // at the top
  std::string name;
  std::string title;
  std::vector<DraftParameter> parameters;
  std::vector<std::string> parameter_comments;  // below them
  std::vector<DraftTask> tasks;
};

std::string write(const Draft& draft);

// Foreign text so that no {{ in it means anything.
std::string without_placeholders(std::string text);
// Each place where `value` stands as a word of its own becomes `{{ name }}`; what stands between {{ and }}
// already is left alone. Whether there was one.
bool put_placeholder(std::string& text, const std::string& value, const std::string& name);
// An id of what people call it: Russian letters by their Latin ones, a hyphen for what is neither letter nor
// digit, a few words at most; empty if nothing is left that could begin an id.
std::string id_from(const std::string& words);

}  // namespace estafeta::tmpl
