// From what a tracker nobody described yet tells of itself to a mapping that is probably right: every guess
// with its reason, so that people can see, doubt and correct it.
//
// Names come first, then the tracker's own flags, then use: how statuses served, who worked on whose reports.
// Who can be told neither staff nor customer is left out, and their incidents are judged openly incomplete.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "connector/base/phrase.h"
#include "connector/model/issue.h"
#include "connector/model/mapping.h"
#include "connector/tracker/survey.h"

namespace estafeta::trial {

struct GuessedStatus {
  std::string name;
  bool closed = false;
  model::StatusWord meaning;
  base::Phrase why;
};

struct GuessedTracker {
  std::string name;
  bool incident = false;
  base::Phrase why;
};

struct GuessedPriority {
  std::string name;
  std::string word;  // low, normal, high, urgent or immediate
  base::Phrase why;
};

struct GuessedRole {
  std::string name;
  bool staff = false;
  base::Phrase why;
};

struct GuessedPerson {
  std::string name;
  model::Actor actor = model::Actor::staff;
  base::Phrase why;
  bool elsewhere = false;  // told by roles in other projects than those written in: the least certain guess
};

struct GuessedClient {
  std::string id;
  std::string project;
  std::string name;
  int incidents = 0;
};

struct Proposal {
  std::string language;  // en or ru
  std::vector<GuessedStatus> statuses;
  std::vector<GuessedTracker> trackers;
  std::vector<GuessedPriority> priorities;
  std::vector<GuessedRole> roles;
  std::vector<GuessedPerson> people;  // who is no member where they wrote, as far as members may be seen
  std::vector<std::string> doubtful;  // who wrote, and could be told neither staff nor customer
  std::vector<GuessedClient> clients;
  bool members_hidden = false;  // of some project at least
};

// What must be known before issues can be asked for.
std::vector<GuessedTracker> guess_trackers(const tracker::SiteSurvey& site);
std::vector<std::string> incident_trackers(const std::vector<GuessedTracker>& trackers);

// `projects` by the ids of Use; those that are gone or hidden are simply not there.
Proposal guess(const tracker::SiteSurvey& site, const tracker::Use& use,
               const std::map<std::string, tracker::SurveyedProject>& projects);

}  // namespace estafeta::trial
