#include "connector/config/mappings.h"

#include <filesystem>
#include <set>

#include "connector/config/holiday_files.h"
#include "connector/config/organisation.h"
#include "connector/config/reader.h"
#include "connector/config/tracker_mapping.h"

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
    if (sentences != nullptr && !std::filesystem::exists(folder_ + "/messages")) {
      found_.messages = *sentences;
    } else {
      read_messages();
    }
    if (const auto root = file("tracker", {"tracker"})) read_tracker(*root, language);
    if (const auto root = file("calendars", {"calendars"})) read_calendars(*root);
    if (const auto root = file("policies", {"policies"})) read_policies(*root);
    if (const auto root = file("departments", {"departments", "duty", "away", "competences", "moved"})) {
      found_.departments = read_departments(*root, found_.calendars, policy_names_, reader_);
    }
    if (const auto root = file("clients", {"clients", "owners"})) {
      found_.clients = read_clients(*root, policy_names_, found_.tracker.language, found_.calendars, reader_);
    }
  }

 private:
  std::optional<Node> file(const std::string& name, const std::vector<std::string>& known) {
    return read_map(folder_ + "/" + name + ".yaml", known, reader_);
  }

  void read_messages() {
    auto loaded = messages::load_catalogue(folder_ + "/messages");
    add(loaded.problems);
    add(messages::check_catalogues(loaded.catalogue.sentences("en"), loaded.catalogue.sentences("ru")));
    found_.messages = std::move(loaded.catalogue);
  }

  void read_tracker(const Node& root, const std::string& language) {
    if (const Node* node = reader_.required(root, "tracker")) {
      found_.tracker = read_tracker_mapping(*node, language, formatting_, reader_);
    }
  }

  void read_calendars(const Node& root) {
    if (const Node* node = reader_.required(root, "calendars")) {
      found_.calendars =
          calendar::parse_calendars(with_holiday_dates(*node, folder_, reader_), reader_.problems());
    }
  }

  // A policy that has a problem of its own is still a policy clients may name.
  void read_policies(const Node& root) {
    const Node* node = reader_.required(root, "policies");
    if (node == nullptr) return;
    for (const auto& [name, versions] : node->entries) policy_names_.insert(name.text);
    found_.policies = sla::parse_policies(*node, found_.calendars, reader_.problems());
  }

  void add(const base::Diagnostics& problems) {
    reader_.problems().insert(reader_.problems().end(), problems.begin(), problems.end());
  }

  std::string folder_;
  const TextFormatting& formatting_;
  Mappings& found_;
  Reader reader_;
  std::set<std::string> policy_names_;
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
