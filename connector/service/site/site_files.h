// The files a site is read from, and whether somebody changed them: the settings, the folders of mappings and
// templates, the file of ids.
//
// Told by their names, sizes and times, not by what is in them. An editor, or a copy of a folder, writes in
// several steps; so a change is told once two looks, one after another, have seen the same. Files of days off
// that lie elsewhere are not among them. One thread.
#pragma once

#include <string>

#include "connector/config/settings.h"

namespace estafeta::service {

class SiteFiles {
 public:
  explicit SiteFiles(std::string settings_file) : settings_file_(std::move(settings_file)) {}

  // As they are now is how they are known, by these settings; called before they are read.
  void take(const config::Settings& settings);
  // Whether they differ from what is known, and have come to rest.
  bool changed();

 private:
  std::string look() const;

  std::string settings_file_;
  config::Settings settings_;
  std::string known_;
  std::string seen_;  // by the last look
};

}  // namespace estafeta::service
