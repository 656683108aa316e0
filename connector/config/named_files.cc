#include "connector/config/named_files.h"

#include <filesystem>
#include <utility>

#include "connector/document/node.h"
#include "connector/document/yaml.h"

namespace estafeta::config {
namespace {

using document::Node;

class NamedFiles {
 public:
  explicit NamedFiles(const std::string& settings_file)
      : folder_(std::filesystem::path(settings_file).parent_path()) {}

  base::Diagnostics missing(const Node& settings) {
    if (const Node* tracker = settings.find("tracker")) {
      for (const char* key : {"key_file", "ids_file", "ca_file"}) look(tracker->find(key), key, false);
    }
    if (const Node* store = settings.find("store")) look_at_store(*store);
    return std::move(missing_);
  }

 private:
  void look_at_store(const Node& store) {
    look(store.find("path"), "path", true);
    look(store.find("status_file"), "status_file", true);
    const Node* database = store.find("postgresql");
    if (database == nullptr) return;
    for (const char* key : {"password_file", "ca_file"}) look(database->find(key), key, false);
  }

  void look(const Node* node, const char* key, bool folder_only) {
    if (node == nullptr || !node->is_scalar() || node->text.empty()) return;
    std::filesystem::path path = folder_ / node->text;
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return warn("config.file_is_folder", *node, key, path);
    if (folder_only) path = path.parent_path();
    if (path.empty() || std::filesystem::exists(path, error)) return;
    warn("config.file_missing", *node, key, path);
  }

  void warn(const char* what, const Node& node, const char* key, const std::filesystem::path& path) {
    missing_.push_back({base::Severity::warning,
                        base::Phrase(what, {{"key", std::string(key)}, {"file", path.string()}}),
                        node.where});
  }

  std::filesystem::path folder_;
  base::Diagnostics missing_;
};

}  // namespace

base::Diagnostics missing_files(const std::string& settings_file) {
  const auto text = document::read_file(settings_file);
  const auto settings =
      text ? document::parse_yaml(*text, settings_file) : document::parse_yaml("", settings_file);
  return settings ? NamedFiles(settings_file).missing(*settings) : base::Diagnostics();
}

}  // namespace estafeta::config
