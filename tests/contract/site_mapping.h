// The mapping of mappings/tracker.yaml in English, for tests of the tracker rooms: read plainly, since
// config/ and its checks are not what is tested there.
#pragma once

#include <string>

#include "connector/document/node.h"
#include "connector/document/yaml.h"
#include "connector/model/mapping.h"
#include "tests/support/source_dir.h"

namespace estafeta::testing {

class MappingReader {
 public:
  static model::TrackerMapping read() {
    const std::string path = tests::source_dir() + "/mappings/tracker.yaml";
    const auto text = document::read_file(path).value();
    const auto root = document::parse_yaml(text, path).value();
    return MappingReader(*root.find("tracker")).mapping_;
  }

 private:
  explicit MappingReader(const document::Node& tracker) : tracker_(tracker) {
    mapping_.account = "estafeta";
    mapping_.staff_project = "staff";
    each("kinds", [&](const auto& key, const auto& node) {
      mapping_.kinds[model::kind_from(key).value()] = {english(node)};
    });
    each("states", [&](const auto& kind, const auto& states) {
      for (const auto& [state, node] : states.entries) {
        mapping_.states[model::kind_from(kind).value()][model::state_from(state.text).value()] = {
            english(node)};
      }
    });
    for (const auto& node : tracker_.find("closed")->items) {
      mapping_.closed.insert(model::state_from(node.text).value());
    }
    each("hold_reasons", [&](const auto& key, const auto& node) {
      mapping_.hold_reasons[model::hold_reason_from(key).value()] = english(node);
    });
    each("priorities",
         [&](const auto& key, const auto& node) { mapping_.priorities[key] = {english(node)}; });
    each("decisions", [&](const auto& key, const auto& node) {
      mapping_.decisions[model::decision_from(key).value()] = english(node);
    });
    each("fields", [&](const auto& key, const auto& node) {
      mapping_.fields[model::field_from(key).value()] = {english(node)};
    });
    each("roles", [&](const auto& key, const auto& node) { mapping_.roles[key] = english(node); });
    for (const auto& node : tracker_.find("staff_roles")->items) mapping_.staff_roles.insert(node.text);
  }

  template <typename Take>
  void each(const char* part, Take take) {
    for (const auto& [key, node] : tracker_.find(part)->entries) take(key.text, node);
  }

  static std::string english(const document::Node& node) {
    return node.is_map() ? node.find("en")->text : node.text;
  }

  const document::Node& tracker_;
  model::TrackerMapping mapping_;
};

inline model::TrackerMapping site_mapping() {
  return MappingReader::read();
}

}  // namespace estafeta::testing
