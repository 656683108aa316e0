// The site of a service that runs, kept as its files say: they are read again when somebody asks, or when
// they have changed.
//
// What is wrong in them never stops what goes on: with an error in the settings or mappings all of the former
// site stays in force, with one in a template that template does, as it was when it was good last. The store
// keeps those texts, so that a restart changes nothing about it. `tracker`, `store` and `listener` of the
// settings count from the next start. One thread; errors are the store's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "connector/base/time.h"
#include "connector/service/site/site.h"
#include "connector/service/site/site_files.h"
#include "connector/store/store.h"

namespace estafeta::service {

enum class SiteNews { none, taken, refused };

class SiteKeeper {
 public:
  using Load = std::function<LoadedSite(const config::FormerText& former)>;

  // `load` reads the files; the others must outlive it.
  SiteKeeper(std::string settings_file, Load load, store::Store& store, const base::Clock& clock);

  // As the service begins, with what was loaded from the files, in which nothing but templates is wrong. They
  // are read once more: now it is known which texts templates had, and from when on changes count.
  base::Status begin(const Site& loaded);
  // Reads the files again if they have changed, or `asked`. Whatever comes of it, site() and problems() tell.
  base::Result<SiteNews> look(bool asked);

  const Site& site() const { return site_; }
  // Of the last reading, warnings included.
  const base::Diagnostics& problems() const { return problems_; }
  // Settings that were changed and count from the next start.
  const std::vector<std::string>& from_next_start() const { return from_next_start_; }
  // When what is in force was read.
  base::Instant read_at() const { return read_at_; }

 private:
  LoadedSite load();
  base::Status take(LoadedSite loaded);

  std::string settings_file_;
  Load load_;
  store::Store& store_;
  const base::Clock& clock_;
  SiteFiles files_;
  Site site_;
  base::Diagnostics problems_;
  std::vector<std::string> from_next_start_;
  base::Instant read_at_;
};

}  // namespace estafeta::service
