// What a site's first sync would write to incidents and tell about them, counted before it does.
//
// With `live_from` in the past, every incident since then gets its fields, and whoever Redmine notifies gets
// a mail: that is a person's decision, taken with the figures at hand. A store that has seen the tracker
// before is not asked again. Writes nothing. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "connector/base/phrase.h"
#include "connector/base/time.h"
#include "connector/service/site/site.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

struct FirstSync {
  std::int64_t incidents = 0;  // that would be written to
  std::int64_t told = 0;       // of these, those people would be told about by a note
  std::int64_t mailing = 0;    // writes of which the tracker notifies people
};

// Reads the histories of the incidents created since `live_from`. None: this is not the first sync, or there
// is nothing to write. `counting` is called after each page: there may be a great many.
base::Result<std::optional<FirstSync>> foresee_first_sync(const Site& site, tracker::Tracker tracker,
                                                          store::Store& store, const base::Clock& clock,
                                                          const std::function<void()>& counting = {});

// Whether it is more than one pass may tell people of anyhow.
bool needs_confirmation(const FirstSync& first, const config::Limits& limits);

// The figures; where a confirmation is needed, with how to give it.
base::Phrase figures_of(const FirstSync& first, const Site& site);
// Refuses unless so many incidents were confirmed.
base::Status confirmed(const FirstSync& first, const Site& site, std::int64_t incidents);

// Keeps a service from its first pass until that was counted, and confirmed where it has to be.
class FirstSyncGate {
 public:
  // `confirmed`: that many incidents. Store and clock must outlive it.
  FirstSyncGate(store::Store& store, const base::Clock& clock, std::int64_t confirmed,
                std::function<void()> counting)
      : store_(store), clock_(clock), confirmed_(confirmed), counting_(std::move(counting)) {}

  // Asked before each pass; once it may begin, nothing is asked any more. unavailable: the tracker was away.
  base::Status may_begin(const Site& site, tracker::Tracker tracker);

 private:
  store::Store& store_;
  const base::Clock& clock_;
  std::int64_t confirmed_;
  std::function<void()> counting_;
  bool is_open_ = false;
};

}  // namespace estafeta::service
