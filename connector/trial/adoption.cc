#include "connector/trial/adoption.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace estafeta::trial {

namespace {

constexpr base::Seconds kBefore{90 * 24 * 3600};
constexpr std::size_t kIncidents = 200;  // more tell hardly more, and each is a request

base::Result<tracker::Use> use_of_latest(tracker::Survey& survey, const tracker::SiteSurvey& site,
                                         base::Instant since) {
  tracker::Use use;
  auto rows = survey.issues(incident_trackers(guess_trackers(site)), since);
  if (!rows) return base::fail(rows.error());
  std::sort(rows->begin(), rows->end(),
            [](const auto& one, const auto& other) { return one.updated > other.updated; });
  if (rows->size() > kIncidents) rows->resize(kIncidents);
  std::vector<base::IssueId> ids;
  for (const auto& row : *rows) ids.push_back(row.id);
  if (auto read = survey.read(ids, use); !read.ok()) return base::fail(std::move(read));
  return use;
}

}  // namespace

base::Result<Proposal> adopt(tracker::Survey& survey, base::Instant now, const std::string& language) {
  const auto site = survey.site();
  if (!site) return base::fail(site.error());
  const auto use = use_of_latest(survey, *site, now - kBefore);
  if (!use) return base::fail(use.error());
  std::map<std::string, tracker::SurveyedProject> projects;
  for (const auto& [id, incidents] : use->projects) {
    auto project = survey.project(id);
    if (project) {
      projects[id] = std::move(*project);
    } else if (project.error().code() != base::Code::not_found) {
      return base::fail(project.error());
    }
  }
  auto proposal = guess(*site, *use, projects);
  if (!language.empty()) proposal.language = language;
  return proposal;
}

}  // namespace estafeta::trial
