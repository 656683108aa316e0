#include "connector/service/site/site_files.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace estafeta::service {

namespace {

namespace fs = std::filesystem;

std::string seen_as(const std::string& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return path + "\n";
  return path + " " + std::to_string(about.st_ino) + " " + std::to_string(about.st_size) + " " +
         std::to_string(about.st_mtim.tv_sec) + "." + std::to_string(about.st_mtim.tv_nsec) + "\n";
}

void add_folder(const std::string& folder, std::vector<std::string>& lines) {
  lines.push_back(seen_as(folder));
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    lines.push_back(seen_as(entry->path().string()));
}

}  // namespace

std::string SiteFiles::look() const {
  std::vector<std::string> lines{seen_as(settings_file_), seen_as(settings_.tracker.ids_file)};
  add_folder(settings_.mappings_folder, lines);
  add_folder(settings_.templates_folder, lines);
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const auto& line : lines) all += line;
  return all;
}

void SiteFiles::take(const config::Settings& settings) {
  settings_ = settings;
  known_ = seen_ = look();
}

bool SiteFiles::changed() {
  auto now = look();
  const bool is_at_rest = now == seen_;
  seen_ = std::move(now);
  return seen_ != known_ && is_at_rest;
}

}  // namespace estafeta::service
