#include "connector/config/mappings.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "connector/calendar/parse_calendars.h"
#include "connector/config/holiday_files.h"
#include "connector/config/organisation.h"
#include "connector/config/reader.h"
#include "connector/config/references.h"
#include "connector/config/tracker_mapping.h"
#include "connector/sla/clocks/policy_parse.h"

namespace estafeta::config {
namespace {

using document::Node;

class MappingsReader {
 public:
  MappingsReader(std::string folder, const TextFormatting& formatting, LoadedMappings& loaded)
      : folder_(std::move(folder)),
        formatting_(formatting),
        found_(loaded.mappings),
        reader_(loaded.problems, "en") {}

  // In the order in which the files build on one another.
  void read(const std::string& language, const messages::Catalogue* sentences) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder_, error)) {
      return reader_.error({folder_, 0, 0}, base::Phrase("config.no_folder", {{"folder", folder_}}));
    }
    if (sentences != nullptr && !std::filesystem::exists(folder_ + "/messages")) {
      found_.messages = *sentences;
    } else {
      read_messages(sentences);
    }
    if (const auto root = file("tracker", {"tracker"})) read_tracker(*root, language);
    if (const auto root = file("calendars", {"calendars"})) read_calendars(*root);
    const auto policies = file("policies", {"policies"});
    if (policies) read_policies(*policies);
    if (const auto root =
            file("departments", {"departments", "duty", "away", "competences", "moved", "sources"})) {
      found_.departments = read_departments(*root, names_, reader_);
    }
    if (const auto root = file("clients", {"clients", "owners", "tam", "sources"})) {
      found_.clients = read_clients(*root, names_, found_.tracker.language, found_.calendars, reader_);
      if (const Node* node = root->find("clients")) {
        check_contract_dates(*node, found_, reader_);
        check_window_shifts(*node, reader_);
      }
      if (const Node* node = root->find("tam")) check_tam_rules(*node, found_, reader_);
    }
    if (policies && policies->find("policies") != nullptr) {
      check_policy_words(*policies->find("policies"), found_, reader_);
    }
  }

 private:
  std::optional<Node> file(const std::string& name, const std::vector<std::string>& known) {
    return read_map(folder_ + "/" + name + ".yaml", known, reader_);
  }

  // Where a whole file could not be read, each of its sentences would be missing beside the other language's.
  static bool all_files_read(const messages::LoadedCatalogue& loaded) {
    std::set<std::string> read;
    for (const char* language : {"en", "ru"}) {
      const auto& entries = loaded.catalogue.sentences(language).entries;
      if (entries.empty()) return false;
      for (const auto& [key, entry] : entries) read.insert(entry.where.file);
    }
    return std::all_of(loaded.problems.begin(), loaded.problems.end(),
                       [&](const auto& problem) { return read.contains(problem.where.file); });
  }

  void read_messages(const messages::Catalogue* release) {
    auto loaded = messages::load_catalogue(folder_ + "/messages", release);
    add(loaded.problems);
    if (release != nullptr || all_files_read(loaded)) {
      add(messages::check_catalogues(loaded.catalogue.sentences("en"), loaded.catalogue.sentences("ru")));
    }
    found_.messages = std::move(loaded.catalogue);
  }

  void read_tracker(const Node& root, const std::string& language) {
    if (const Node* node = reader_.required(root, "tracker")) {
      found_.tracker = read_tracker_mapping(*node, language, formatting_, reader_);
    }
  }

  // A calendar that has a problem of its own is still one that others may name: it stands open all the time,
  // and nothing is done with what was read.
  void read_calendars(const Node& root) {
    const Node* node = reader_.required(root, "calendars");
    if (node == nullptr) return;
    found_.calendars =
        calendar::parse_calendars(with_holiday_dates(*node, folder_, reader_), reader_.problems());
    for (const auto& [name, calendar] : node->entries) check_shifts(calendar, reader_);
    names_.calendars.emplace();
    for (const auto& [name, calendar] : node->entries) {
      if (found_.calendars.find(name.text) == nullptr)
        found_.calendars.add(name.text, calendar::Calendar::always());
    }
    for (const auto& [name, calendar] : found_.calendars.all()) names_.calendars->insert(name);
  }

  // So it is with a policy that clients name. Policies say themselves that a calendar is nowhere, except
  // where calendars.yaml could not be read.
  void read_policies(const Node& root) {
    const Node* node = reader_.required(root, "policies");
    if (node == nullptr) return;
    names_.policies.emplace();
    for (const auto& [name, versions] : node->entries) names_.policies->insert(name.text);
    if (!names_.calendars) stand_in_for_calendars(*node);
    found_.policies = sla::parse_policies(*node, found_.calendars, reader_.problems());
  }

  void stand_in_for_calendars(const Node& policies) {
    for (const auto& [name, versions] : policies.entries) {
      for (const Node& version : versions.items) {
        const Node* targets = version.find("targets");
        if (targets == nullptr) continue;
        for (const Node& target : targets->items) {
          const Node* calendar = target.find("calendar");
          if (calendar != nullptr && calendar->is_scalar())
            found_.calendars.add(calendar->text, calendar::Calendar::always());
        }
      }
    }
  }

  void add(const base::Diagnostics& problems) {
    reader_.problems().insert(reader_.problems().end(), problems.begin(), problems.end());
  }

  std::string folder_;
  const TextFormatting& formatting_;
  Mappings& found_;
  Reader reader_;
  KnownNames names_;
};

}  // namespace

LoadedMappings load_mappings(const std::string& folder, const std::string& language,
                             const messages::Catalogue* sentences, const TextFormatting& formatting) {
  LoadedMappings loaded;
  MappingsReader(folder, formatting, loaded).read(language, sentences);
  sort_by_place(loaded.problems);
  return loaded;
}

LoadedPolicies load_policies(const std::string& path, const calendar::CalendarSet& calendars) {
  LoadedPolicies loaded;
  Reader reader(loaded.problems, "en");
  const auto root = read_map(path, {"policies"}, reader);
  const Node* node = root ? reader.required(*root, "policies") : nullptr;
  if (node != nullptr) loaded.policies = sla::parse_policies(*node, calendars, loaded.problems);
  sort_by_place(loaded.problems);
  return loaded;
}

}  // namespace estafeta::config
