// Who hears of an incident's clocks: whom a private note reaches by itself, and who must be put on the watch
// for it. Reads the tracker's facts of projects alone.
#pragma once

#include <set>
#include <vector>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/model/issue.h"
#include "connector/service/incidents/notification_text.h"
#include "connector/service/site/facts.h"
#include "connector/service/site/site.h"
#include "connector/sla/clocks/warning.h"

namespace estafeta::service {

// How a note about an incident reaches people.
struct Reach {
  // Something that keeps somebody from hearing, and whether it does so now.
  struct Hindrance {
    base::Status what;
    bool holds = false;
  };

  std::set<base::PrincipalId> beside;  // they must watch for a note to reach them
  bool duty_misses_it = false;         // who should hear of it does not, and neither does the duty
  std::vector<Hindrance> hindrances;
};

class Hearers {
 public:
  // All must outlive it.
  Hearers(const Site& site, Facts& facts, const base::Clock& clock)
      : site_(site), facts_(facts), clock_(clock) {}

  // Whoever holds the incident hears of each note in any case. For a TAM who is away the deputy is told; for
  // whom nobody can be named, or who cannot be reached, the duty is.
  base::Result<Reach> reach(const model::Issue& issue, const std::set<sla::Hearer>& tell);
  // The author of that note, unless an answer reaches them anyway, or is not for them to see; empty: nobody.
  base::Result<base::PrincipalId> author_beside(const model::Issue& issue, base::JournalId journal);
  // Who steers changes of that project and is there; of deputies, where no TAM is.
  base::Result<std::vector<base::PrincipalId>> tams(const std::string& project);
  // Who may correct figures there.
  base::Result<Correctors> correctors(const model::Issue& issue);

 private:
  using Members = std::vector<tracker::ProjectFacts::Member>;

  void add_duty(const model::Issue& issue, const tracker::ProjectFacts& facts, Reach& reach) const;
  std::vector<base::PrincipalId> tams_among(const Members& members) const;
  std::vector<base::PrincipalId> heads(const model::Issue& issue, const Members& members) const;
  bool is_away(const std::string& name) const;

  const Site& site_;
  Facts& facts_;
  const base::Clock& clock_;
};

}  // namespace estafeta::service
