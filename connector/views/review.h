// The post-incident review of an outage, as plain data: when it was, who did what when, what ended shortly
// before. Pure; no thread rule.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/base/ids.h"
#include "connector/base/phrase.h"
#include "connector/base/time.h"
#include "connector/model/issue.h"
#include "connector/model/mapping.h"
#include "connector/views/overview.h"

namespace estafeta::views {

struct ReviewedIncident {
  base::IssueId issue;
  std::string title;
  std::string client;  // name
  base::Instant began;
  std::optional<base::Instant> ended;  // nothing: it goes on again

  friend bool operator==(const ReviewedIncident&, const ReviewedIncident&) = default;
};

// What somebody did at one time.
struct ReviewStep {
  base::IssueId incident;
  base::Instant at;
  std::string who;
  std::vector<base::Phrase> what;

  friend bool operator==(const ReviewStep&, const ReviewStep&) = default;
};

struct ReviewedChange {
  base::IssueId issue;
  std::string title;
  base::Instant ended;

  friend bool operator==(const ReviewedChange&, const ReviewedChange&) = default;
};

struct Review {
  std::vector<ReviewedIncident> incidents;  // several: a mass outage
  std::vector<ReviewStep> steps;            // by time
  std::vector<ReviewedChange> changes;      // that ended shortly before at these clients; the last one first
  base::Seconds before{0};                  // how shortly
  std::vector<std::string> questions;
};

// As it stands now, by its priority or its category.
bool is_outage(const model::Issue& incident, const model::ReviewRules& rules);
// When its consequences were gone: it was resolved or closed. Nothing: they are not. Needs the history.
std::optional<base::Instant> outage_ended(const model::Issue& incident);

// Those of these outages that began together with that one, it among them: each so soon after the one before.
// By when they began. Needs no history; `live_from`: older ones do not count.
std::vector<model::Issue> began_together(const std::vector<model::Issue>& incidents, base::IssueId with,
                                         const model::ReviewRules& rules, base::Instant live_from);

// In the order in which they happened. `people`: names, for whom the tracker tells by number alone.
std::vector<ReviewStep> steps_of(const model::Issue& incident, const model::TrackerMapping& mapping,
                                 const std::map<base::PrincipalId, std::string>& people);
// Reviews are none of them.
std::vector<ReviewedChange> changes_before(const Cards& cards, const std::set<std::string>& clients,
                                           base::Instant began, base::Seconds before);

}  // namespace estafeta::views
