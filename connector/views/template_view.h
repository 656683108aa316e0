// What people must know of a template to make a change of it, in one language. Plain data; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/model/words.h"

namespace estafeta::views {

struct TemplateParameter {
  std::string id;
  std::string title;        // empty: only a name
  std::string description;  // may be empty
  std::string schema;       // JSON Schema, its default included
  bool is_required = true;
  std::string allowed;  // in signs (`1–64`), as far as the schema says it; may be empty
  std::string initial;  // the default, as people write it; empty: none
};

struct TemplateTask {
  std::string id;
  std::string title;  // what parameters and other tasks fill in stands as "…"
  model::Owner owner = model::Owner::department;
  std::string department;          // title, or the role that answers an approval; empty for other owners
  std::vector<std::string> needs;  // ids
  base::Seconds duration{0};       // working time
};

struct TemplateView {
  std::string name;
  int version = 1;
  std::string title;  // of its changes, as of a task
  std::string description;
  std::vector<TemplateParameter> parameters;
  std::vector<TemplateTask> tasks;
};

}  // namespace estafeta::views
