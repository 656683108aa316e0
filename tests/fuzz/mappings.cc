// A mapping file, or the settings: which one, its first line says, `# departments.yaml`; beside the shipped
// others.
#include "connector/config/mappings.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "connector/config/settings.h"
#include "tests/fuzz/problems.h"
#include "tests/support/source_dir.h"

using namespace estafeta;
namespace fs = std::filesystem;

namespace {

// A copy of the shipped files, in which one at a time is replaced. Gone with the process.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("estafeta-fuzz-" + std::to_string(getpid()))) {
    fs::create_directories(path_);
    for (const auto& entry : fs::directory_iterator(shipped())) {
      if (entry.path().extension() != ".yaml") continue;
      fs::copy_file(entry.path(), path_ / entry.path().filename(), fs::copy_options::overwrite_existing);
    }
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  static fs::path shipped() { return tests::source_dir() + "/mappings"; }
  std::string path() const { return path_.string(); }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

  config::LoadedMappings load_with(const std::string& name, std::string_view text) const {
    static const auto sentences = messages::load_catalogue((shipped() / "messages").string()).catalogue;
    std::ofstream(file(name), std::ios::binary) << text;
    auto loaded = config::load_mappings(path(), "", &sentences);
    fs::copy_file(shipped() / name, file(name), fs::copy_options::overwrite_existing);
    return loaded;
  }

 private:
  fs::path path_;
};

std::string name_of(std::string_view text) {
  for (const std::string name :
       {"estafeta.yaml", "calendars.yaml", "clients.yaml", "departments.yaml", "policies.yaml"}) {
    if (text.starts_with("# " + name + "\n")) return name;
  }
  return "tracker.yaml";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Folder folder;
  const auto text = fuzz::view(data, size);
  const std::string name = name_of(text);
  if (name == "estafeta.yaml") {
    fuzz::require_said(config::parse_settings(text, "estafeta.yaml").problems, text, "estafeta.yaml");
  } else {
    fuzz::require_said(folder.load_with(name, text).problems, text, folder.file(name));
  }
  return 0;
}
