#include "connector/change/tree/revisions.h"

#include <algorithm>

namespace estafeta::change {

using model::DesiredTask;

namespace {

int newest_number(const Stamp& stamp, const std::string& key) {
  int newest = 0;
  for (const auto& [known, id] : stamp.tasks) {
    if (revised_key(known) == key) newest = std::max(newest, revision_of(known));
  }
  return newest;
}

}  // namespace

const DesiredTask* find_task(const model::DesiredChange& change, const std::string& key) {
  const auto found = std::find_if(change.tasks.begin(), change.tasks.end(),
                                  [&](const DesiredTask& task) { return task.key == key; });
  return found == change.tasks.end() ? nullptr : &*found;
}

bool differs(const DesiredTask& a, const DesiredTask& b) {
  return a.title != b.title || a.description != b.description || a.gives != b.gives;
}

std::string newest_key(const Stamp& stamp, const std::string& key) {
  const int newest = newest_number(stamp, key);
  return newest == 0 ? key : key + "/r" + std::to_string(newest);
}

std::string next_key(const Stamp& stamp, const std::string& key) {
  return key + "/r" + std::to_string(newest_number(stamp, key) + 1);
}

}  // namespace estafeta::change
