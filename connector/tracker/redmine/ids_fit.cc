#include "connector/tracker/redmine/ids_fit.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connector/tracker/redmine/encode.h"

namespace estafeta::tracker::redmine {

namespace {

using base::Phrase;

const std::string* field_name(const Ids& ids, const Names& names, std::int64_t id) {
  if (const auto shown = names.custom_fields.find(id); shown != names.custom_fields.end())
    return &shown->second;
  const auto seen = ids.seen.find(id);
  return seen == ids.seen.end() ? nullptr : &seen->second;
}

class Comparison {
 public:
  Comparison(const Ids& ids, const model::TrackerMapping& mapping, const Names& names)
      : ids_(ids), mapping_(mapping), names_(names) {}

  struct Found {
    std::vector<Phrase> differ;
    std::size_t compared = 0;
  };

  Found run() {
    for (const auto& [kind, id] : ids_.trackers) {
      const auto wanted = mapping_.kinds.find(kind);
      if (wanted != mapping_.kinds.end())
        compare("tracker.other_tracker_id", id, listed(names_.trackers, id), wanted->second);
    }
    for (const auto& [of, all] : ids_.statuses) {
      const auto kind = mapping_.states.find(of.first);
      if (kind == mapping_.states.end()) continue;
      const auto wanted = kind->second.find(of.second);
      if (wanted == kind->second.end()) continue;
      for (const auto id : all) compare("tracker.other_status_id", id, status(id), wanted->second);
    }
    for (const auto& [word, all] : ids_.priorities) {
      const auto wanted = mapping_.priorities.find(word);
      if (wanted == mapping_.priorities.end()) continue;
      for (const auto id : all)
        compare("tracker.other_priority_id", id, listed(names_.priorities, id), wanted->second);
    }
    compare_fields();
    return {std::move(found_), compared_};
  }

 private:
  static std::optional<std::string> listed(const std::map<std::int64_t, std::string>& names,
                                           std::int64_t id) {
    const auto known = names.find(id);
    return known == names.end() ? std::nullopt : std::optional(known->second);
  }

  std::optional<std::string> status(std::int64_t id) const {
    const auto known = names_.statuses.find(id);
    return known == names_.statuses.end() ? std::nullopt : std::optional(known->second.name);
  }

  void compare_fields() {
    for (const auto& [field, id] : ids_.fields) {
      const auto wanted = mapping_.fields.find(field);
      if (wanted != mapping_.fields.end()) compare_field(id, wanted->second);
    }
    for (const auto& [name, id] : ids_.others) compare_field(id, {name});
  }

  void compare_field(std::int64_t id, const std::vector<std::string>& wanted) {
    if (const std::string* shown = field_name(ids_, names_, id))
      compare("tracker.other_field_id", id, *shown, wanted);
  }

  void compare(const char* key, std::int64_t id, const std::optional<std::string>& is,
               const std::vector<std::string>& wanted) {
    ++compared_;
    if (wanted.empty() || (is && std::find(wanted.begin(), wanted.end(), *is) != wanted.end())) return;
    if (is) {
      found_.push_back(Phrase(key, {{"id", id}, {"is", *is}, {"wanted", wanted.front()}}));
    } else {
      found_.push_back(Phrase("tracker.id_gone", {{"id", id}, {"wanted", wanted.front()}}));
    }
  }

  const Ids& ids_;
  const model::TrackerMapping& mapping_;
  const Names& names_;
  std::size_t compared_ = 0;
  std::vector<Phrase> found_;
};

}  // namespace

base::Status ids_fit(const Ids& ids, const model::TrackerMapping& mapping, const Names& names) {
  auto [problems, compared] = Comparison(ids, mapping, names).run();
  if (problems.empty()) return {};
  // Somebody renames a status or two; of another Redmine hardly anything fits.
  const bool renamed = 2 * problems.size() < compared;
  return {base::Code::failed_precondition,
          Phrase(renamed ? "tracker.renamed" : "tracker.other_ids", {{"problems", std::move(problems)}}),
          base::Cause::not_a_tracker};
}

bool all_fields_seen(const Ids& ids, const Names& names) {
  return std::all_of(ids.fields.begin(), ids.fields.end(),
                     [&](const auto& field) { return field_name(ids, names, field.second) != nullptr; });
}

}  // namespace estafeta::tracker::redmine
