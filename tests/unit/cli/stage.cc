#include "tests/unit/cli/stage.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "connector/cli/app.h"
#include "tests/support/source_dir.h"

namespace estafeta::cli {

namespace fs = std::filesystem;

Ran run_with(std::vector<std::string> words) {
  words.insert(words.begin(), "estafeta");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  std::ostringstream out;
  std::ostringstream err;
  const int exit = run(static_cast<int>(argv.size()), argv.data(), out, err);
  return {exit, out.str(), err.str()};
}

SiteFolder::SiteFolder()
    : folder_(fs::path(::testing::TempDir()) / ("cli-site-" + std::to_string(getpid()))) {
  fs::remove_all(folder_);
  fs::create_directories(folder_);
  const fs::path source = tests::source_dir();
  fs::copy(source / "mappings", folder_ / "mappings", fs::copy_options::recursive);
  write("estafeta.yaml",
        "tracker: { kind: redmine, url: \"http://127.0.0.1:1\", key_file: key, ids_file: ids.json }\n"
        "store: { path: store.db }\nmappings: mappings\ntemplates: " +
            (source / "templates").string() + "\nlive_from: 2025-01-01T00:00:00Z\n");
  std::string tracker = read("mappings/tracker.yaml");
  tracker.replace(tracker.find("language: en"), 12, "language: ru");
  write("mappings/tracker.yaml", tracker);
}

SiteFolder::~SiteFolder() {
  fs::remove_all(folder_);
}

void SiteFolder::write(const std::string& name, const std::string& text) const {
  std::ofstream(folder_ / name) << text;
}

std::string SiteFolder::read(const std::string& name) const {
  std::ostringstream text;
  text << std::ifstream(folder_ / name).rdbuf();
  return text.str();
}

void SiteFolder::write_access() const {
  write("ids.json", "{\"fields\": {}}");
  write("key", "0123456789");
  fs::permissions(folder_ / "key", fs::perms::owner_read | fs::perms::owner_write);
}

Ran SiteFolder::run(std::vector<std::string> words) const {
  words.insert(words.begin(), {"-c", file("estafeta.yaml")});
  return run_with(std::move(words));
}

}  // namespace estafeta::cli
