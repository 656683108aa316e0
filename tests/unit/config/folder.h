// A folder with the shipped mappings, in which a test changes what it is about.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "connector/base/diagnostic.h"

namespace estafeta::config {

class Folder {
 public:
  // A copy of mappings/, under the test's own name.
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path() const { return path_.string(); }
  void write(const std::string& file, const std::string& text) const;
  // The text must be there.
  void replace(const std::string& file, const std::string& from, const std::string& to) const;
  void remove(const std::string& file) const;

 private:
  std::filesystem::path path_;
};

// `tracker.yaml:3:7 config.unknown_key{name=…}`, with the file's name alone.
std::vector<std::string> listed(const base::Diagnostics& problems);

}  // namespace estafeta::config
