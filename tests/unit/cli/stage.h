// Runs the program in this process, beside a site with the shipped mappings that speaks Russian and whose
// tracker does not answer.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace estafeta::cli {

struct Ran {
  int exit = 0;
  std::string out;
  std::string err;
};

// Without the program's own name.
Ran run_with(std::vector<std::string> words);

class SiteFolder {
 public:
  SiteFolder();
  ~SiteFolder();
  SiteFolder(const SiteFolder&) = delete;
  SiteFolder& operator=(const SiteFolder&) = delete;

  std::string file(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;
  // What a command needs before it asks the tracker: ids, and a key that nobody else may read.
  void write_access() const;
  // A command of this site.
  Ran run(std::vector<std::string> words) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace estafeta::cli
