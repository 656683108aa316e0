// Trying Estafeta at a tracker it never saw: reads the last months, guesses what things mean, writes the
// guess as files people may edit, and judges every incident by those files.
//
// Nothing is written to the tracker. Everything read is kept in the folder: a run that was broken off goes
// on, and one after an edit asks only for what changed. Files that are there are used and never overwritten.
// Errors name what a person must do. Used by one thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connector/service/incidents/incidents.h"
#include "connector/service/site/site.h"
#include "connector/tracker/survey.h"
#include "connector/trial/guess.h"
#include "connector/trial/proposal_files.h"
#include "connector/trial/read_once_client.h"

namespace estafeta::trial {

struct TrialSetting {
  std::string folder;
  int months = 3;        // before the current one
  std::string language;  // empty: the site's own
  ProposalSetting site;
};

struct TrialPorts {
  ReadOnceClient& http;
  tracker::Survey& survey;
  // The tracker by that mapping, over the same client.
  std::function<std::unique_ptr<tracker::Backend>(const model::TrackerMapping&)> open;
};

// Called with how many of how many histories were read; false: stop here, what was read is kept.
using TrialProgress = std::function<bool(std::size_t read, std::size_t all)>;

class Trial {
 public:
  // The ports must outlive it.
  Trial(TrialSetting setting, TrialPorts ports) : setting_(std::move(setting)), ports_(std::move(ports)) {}

  // Whether the folder has files of an earlier run: then those of `site` say which trackers are incidents,
  // and by which zone months begin.
  base::Status read(const service::Site* site, const TrialProgress& progress);
  // What was read comes to this.
  const Proposal& proposal() const { return proposal_; }
  // Writes those files that are not there; their paths.
  base::Result<std::vector<std::string>> write(const std::string& bundled_tracker,
                                               const messages::Speaker& speaker) const;
  // Where the files say something else than the guess would, or lack something that appeared since.
  std::vector<base::Phrase> differences(const service::Site& site) const;
  // Every incident that was read, by id. They point into the site.
  base::Result<std::vector<service::JudgedIncident>> judge(const service::Site& site);

  base::Instant begin() const { return begin_; }           // of the first month
  base::Instant now() const { return setting_.site.now; }  // as of which incidents are judged
  std::size_t read_anew() const { return read_anew_; }

 private:
  base::Status list(const service::Site* site);
  base::Status nothing_to_read();
  base::Status read_histories(const TrialProgress& progress);
  base::Status read_projects();

  TrialSetting setting_;
  TrialPorts ports_;
  tracker::SiteSurvey site_;
  tracker::Use use_;
  std::map<std::string, tracker::SurveyedProject> projects_;  // by the ids of use_
  std::vector<std::string> trackers_;                         // those whose issues are incidents
  std::vector<tracker::SurveyedRow> rows_;
  std::size_t read_anew_ = 0;
  base::Instant begin_;
  Proposal proposal_;
};

// Names of statuses that kept incidents from being judged, each once.
std::vector<std::string> unknown_statuses(const std::vector<service::JudgedIncident>& incidents);
// People who could be told neither staff nor customer -> how many incidents that left incomplete.
std::map<std::string, int> doubtful_people(const std::vector<service::JudgedIncident>& incidents);

// The first instant of the month so many months before that of `now`.
base::Instant month_begin(base::Instant now, int months, const calendar::Zone& zone);

}  // namespace estafeta::trial
