// Numbers that a Redmine would give the words of a mapping: its statuses, trackers, priorities, fields, roles
// and projects.
//
// A word has the number of its place among the words of its kind, and so the same one each time. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connector/model/mapping.h"
#include "connector/tracker/redmine/ids.h"

namespace estafeta::tracker::fake {

class RedmineNames {
 public:
  // It must outlive the names.
  explicit RedmineNames(const model::TrackerMapping& mapping);

  // What the service is configured with, as provisioning would write it.
  redmine::Ids ids() const;

  const std::vector<std::string>& statuses() const { return statuses_; }
  const std::vector<std::string>& trackers() const { return trackers_; }
  const std::vector<std::string>& priorities() const { return priorities_; }
  const std::vector<std::string>& roles() const { return roles_; }  // as the mapping calls them
  bool closes(const std::string& status) const;

  // 0: none is called so.
  std::int64_t status(const std::string& name) const { return number_of(statuses_, name); }
  std::int64_t tracker(const std::string& name) const { return number_of(trackers_, name); }
  std::int64_t role(const std::string& key) const { return number_of(roles_, key); }
  // By the mapping's word, or by a name that it has no word for.
  std::int64_t priority(const std::string& word) const;
  std::string priority_name(const std::string& word) const;
  // Known from then on.
  std::int64_t project(const std::string& identifier);
  static std::int64_t field(model::Field field);

  // Empty: none has that number.
  std::string status_of(std::int64_t number) const { return name_of(statuses_, number); }
  std::string tracker_of(std::int64_t number) const { return name_of(trackers_, number); }
  std::string role_of(std::int64_t number) const { return name_of(roles_, number); }
  std::string project_of(const std::string& number_or_identifier) const;
  std::optional<model::Field> field_of(std::int64_t number) const;

 private:
  static std::int64_t number_of(const std::vector<std::string>& names, const std::string& name);
  static std::string name_of(const std::vector<std::string>& names, std::int64_t number);

  const model::TrackerMapping& mapping_;
  std::vector<std::string> statuses_, trackers_, priorities_, roles_, projects_;
};

}  // namespace estafeta::tracker::fake
