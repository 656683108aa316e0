// Which service keeps this tracker. Two of them with a store each (a copied folder, a second host) would undo
// each other's fields and tell everything twice, and the lock of a store knows nothing of another store.
//
// A page of the staff project names the one that keeps the tracker. Another one asks there, and stands by:
// the keeper takes the question away, and where nobody does, it has ended and the other takes over. So
// nothing is written while all is well, but once by each process when it begins and once when it is stopped.
// A keeper in the same place is an earlier process of this store, whose lock is free; one that comes there
// later runs beside this one (a cloned machine has the same names), and is left to it. Where the page cannot
// be written nobody stands by. One thread.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/service/site/site.h"
#include "connector/tracker/pages.h"

namespace estafeta::service {

inline constexpr const char* kServicePage = "Estafeta-service";

// One line of the page: where the store lies, on which host, and what tells this process from any other
// there.
struct ServiceName {
  std::string place;
  std::string process;

  friend bool operator==(const ServiceName&, const ServiceName&) = default;
};

class Claim {
 public:
  // All must outlive it.
  Claim(const Site& site, tracker::Pages& tracker, const base::Clock& clock, ServiceName self)
      : site_(site), tracker_(tracker), clock_(clock), self_(std::move(self)) {}

  // Whether this service may make a pass now; asked before each, and seldom asks the tracker.
  // failed_precondition names the other one; unavailable: the tracker did not answer.
  base::Status hold();

  // Whether this service was the keeper when it last looked.
  bool keeps() const { return kept_at_.has_value(); }

  // Takes its name from the page, so that another one need not wait until it is sure that this one has ended.
  static base::Status release(const Site& site, tracker::Pages& tracker, const ServiceName& self);

  // Who keeps the tracker by the page; none: nobody said so.
  static base::Result<std::optional<ServiceName>> keeper(const Site& site, tracker::Pages& tracker);

 private:
  base::Status stand_by(const ServiceName& keeper, const std::optional<ServiceName>& asker);
  base::Status take();

  const Site& site_;
  tracker::Pages& tracker_;
  const base::Clock& clock_;
  ServiceName self_;
  bool has_kept_ = false;
  std::optional<base::Instant> kept_at_;   // seen to be the keeper
  std::optional<base::Instant> asked_at_;  // last time
};

}  // namespace estafeta::service
