// What people entered in the tracker's pages (config/entered.h), kept up to date.
//
// It is read when the tracker tells of another version than is known; the store keeps what was there
// last, which counts while the tracker is away or its pages are taken out. One thread; errors are the
// store's.
#pragma once

#include <string>

#include "connector/config/entered.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

class EnteredKeeper {
 public:
  // Both must outlive it.
  EnteredKeeper(tracker::Tracker tracker, store::Store& store) : tracker_(tracker), store_(store) {}

  // As it was kept; the tracker is not asked.
  base::Status load();
  // Asks the tracker which version it has; what it does not tell is as it was kept.
  base::Status begin();
  // Whether the tracker has told of another version and given it. One request where it told of one.
  base::Result<bool> has_news();
  const std::string& text() const { return text_; }

 private:
  tracker::Tracker tracker_;
  store::Store& store_;
  std::string version_;
  std::string text_;
};

// As it was kept last by the store; empty: never.
base::Result<std::string> kept_entered(store::Store& store);

// The site with what was entered added, and what of that cannot be used.
struct SiteWithEntered {
  Site site;
  config::AddedEntries added;
};
SiteWithEntered with_entered(const Site& site, const std::string& text);

}  // namespace estafeta::service
