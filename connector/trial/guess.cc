#include "connector/trial/guess.h"

#include <algorithm>
#include <set>
#include <utility>

#include "connector/trial/guess_names.h"

namespace estafeta::trial {

namespace {

using base::Phrase;
using model::Actor;
using model::State;
using model::StatusWord;
using tracker::PersonUse;
using tracker::SiteSurvey;
using tracker::StatusUse;
using tracker::SurveyedProject;
using tracker::Use;

StatusUse use_of(const Use& use, const std::string& status) {
  const auto found = use.statuses.find(status);
  return found == use.statuses.end() ? StatusUse{} : found->second;
}

// The status most issues begin with: the tracker's "new", whatever it is called.
std::string first_status(const SiteSurvey& site, const Use& use) {
  std::string most;
  int issues = 0;
  for (const auto& status : site.statuses) {
    const int first = use_of(use, status.name).first;
    if (status.closed || first <= issues) continue;
    issues = first;
    most = status.name;
  }
  if (!most.empty()) return most;
  const auto open =
      std::find_if(site.statuses.begin(), site.statuses.end(), [](const auto& one) { return !one.closed; });
  return open == site.statuses.end() ? "" : open->name;
}

bool is_end(State state) {
  return state == State::resolved || state == State::closed || state == State::cancelled;
}

// What the name says, unless the tracker's own flag says otherwise.
std::pair<StatusWord, const char*> by_name_and_flag(const StatusWord& named, bool closed) {
  if (closed && !is_end(named.state)) return {{State::closed, {}}, "try.why_flag_over_name"};
  if (!closed && named.state == State::closed) return {{State::resolved, {}}, "try.why_still_open"};
  if (!closed && named.state == State::cancelled)
    return {{State::in_progress, {}}, "try.why_refused_but_open"};
  return {named, "try.why_name"};
}

GuessedStatus guess_status(const tracker::SurveyedStatus& status, const std::string& first, const Use& use) {
  const StatusUse used = use_of(use, status.name);
  std::pair<StatusWord, const char*> found{{State::in_progress, {}}, "try.why_open"};
  if (const auto named = status_by_name(status.name)) {
    found = by_name_and_flag(*named, status.closed);
  } else if (status.closed) {
    found = {{State::closed, {}}, "try.why_closed"};
  } else if (status.name == first) {
    found = {{State::fresh, {}}, "try.why_first"};
  }
  const std::int64_t times = used.first + used.entered;
  return {status.name, status.closed, found.first, Phrase(found.second, {{"times", times}})};
}

std::vector<GuessedStatus> guess_statuses(const SiteSurvey& site, const Use& use) {
  std::vector<GuessedStatus> guessed;
  const std::string first = first_status(site, use);
  for (const auto& status : site.statuses) guessed.push_back(guess_status(status, first, use));
  const auto is_fresh = [](const GuessedStatus& one) { return one.meaning.state == State::fresh; };
  if (std::any_of(guessed.begin(), guessed.end(), is_fresh)) return guessed;
  for (GuessedStatus& one : guessed) {
    if (one.name != first) continue;
    one.meaning = {State::fresh, {}};
    one.why = Phrase("try.why_first", {{"times", std::int64_t{use_of(use, first).first}}});
  }
  return guessed;
}

// By the place in the tracker's order, where the name says nothing.
std::string by_place(const SiteSurvey& site, std::size_t place) {
  const auto usual = std::find(site.priorities.begin(), site.priorities.end(), site.usual_priority);
  const std::size_t middle = usual == site.priorities.end()
                                 ? (site.priorities.size() - 1) / 2
                                 : static_cast<std::size_t>(usual - site.priorities.begin());
  if (place < middle) return "low";
  const std::vector<std::string> above{"normal", "high", "urgent", "immediate"};
  return above[std::min(place - middle, above.size() - 1)];
}

std::vector<GuessedPriority> guess_priorities(const SiteSurvey& site) {
  std::vector<GuessedPriority> guessed;
  for (std::size_t place = 0; place < site.priorities.size(); ++place) {
    const std::string& name = site.priorities[place];
    const auto named = priority_by_name(name);
    guessed.push_back({name, named ? *named : by_place(site, place),
                       Phrase(named ? "try.why_priority_name" : "try.why_priority_place")});
  }
  return guessed;
}

std::vector<GuessedRole> guess_roles(const SiteSurvey& site) {
  std::vector<GuessedRole> guessed;
  for (const auto& role : site.roles) {
    if (const auto named = role_by_name(role.name)) {
      guessed.push_back({role.name, *named == Actor::staff, Phrase("try.why_role_name")});
    } else if (role.handles_issues) {
      guessed.push_back(
          {role.name, *role.handles_issues,
           Phrase(*role.handles_issues ? "try.why_role_handles" : "try.why_role_only_reports")});
    } else {
      guessed.push_back({role.name, true, Phrase("try.why_role_unknown")});
    }
  }
  return guessed;
}

// A member of every project they wrote in: the roles say what they are.
bool is_member(const base::PrincipalId& id, const PersonUse& person,
               const std::map<std::string, SurveyedProject>& projects) {
  return std::all_of(person.projects.begin(), person.projects.end(), [&](const std::string& project) {
    const auto found = projects.find(project);
    return found == projects.end() || found->second.members.contains(id);
  });
}

// Whoever is no member here may be one elsewhere: the roles there tell.
std::optional<GuessedPerson> by_role_elsewhere(const base::PrincipalId& id, const PersonUse& person,
                                               const std::map<std::string, SurveyedProject>& projects,
                                               const std::vector<GuessedRole>& roles) {
  bool found = false, staff = false;
  for (const auto& [project, facts] : projects) {
    const auto member = facts.members.find(id);
    if (member == facts.members.end()) continue;
    for (const auto& role : roles) {
      if (!member->second.contains(role.name)) continue;
      found = true;
      staff = staff || role.staff;
    }
  }
  if (!found) return std::nullopt;
  return GuessedPerson{person.name, staff ? Actor::staff : Actor::customer, Phrase("try.why_role_elsewhere"),
                       true};
}

// Customers close what their colleagues reported now and then, and staff reports what it heard by telephone:
// what somebody does more often decides. Being given others' issues is the clearest sign.
std::optional<GuessedPerson> by_use(const PersonUse& person) {
  constexpr int kAssignedWeighs = 10;
  if (kAssignedWeighs * person.assigned + person.moved > person.reported) {
    const std::int64_t worked = person.assigned + person.moved;
    return GuessedPerson{person.name, Actor::staff, Phrase("try.why_worked", {{"times", worked}})};
  }
  if (person.reported > 0) {
    return GuessedPerson{person.name, Actor::customer,
                         Phrase("try.why_reported", {{"times", std::int64_t{person.reported}}})};
  }
  return std::nullopt;
}

void guess_people(const Use& use, const std::map<std::string, SurveyedProject>& projects,
                  Proposal& proposal) {
  std::map<std::string, std::vector<std::optional<GuessedPerson>>> by_name;  // namesakes are one to a mapping
  for (const auto& [id, person] : use.people) {
    if (person.projects.empty() || person.name.empty() || is_member(id, person, projects)) continue;
    auto& guesses = by_name[person.name];
    if (is_anonymous(person.name)) {
      guesses.emplace_back(std::nullopt);
    } else if (auto elsewhere = by_role_elsewhere(id, person, projects, proposal.roles)) {
      guesses.push_back(std::move(elsewhere));
    } else {
      guesses.push_back(by_use(person));
    }
  }
  for (const auto& [name, guesses] : by_name) {
    const bool alike = std::all_of(
        guesses.begin(), guesses.end(),
        [&first = guesses.front()](const auto& one) { return one && first && one->actor == first->actor; });
    if (alike) {
      proposal.people.push_back(*guesses.front());
    } else {
      proposal.doubtful.push_back(name);
    }
  }
  // What is least certain comes first: people look at the beginning of a list.
  std::stable_partition(proposal.people.begin(), proposal.people.end(),
                        [](const GuessedPerson& one) { return !one.elsewhere; });
}

std::string client_id(const std::string& project, const std::set<std::string>& taken) {
  std::string id;
  for (const char c : project) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (fits) {
      id += c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  if (id.empty() || id.front() < 'a') id = id.empty() ? "client" : "client-" + id;
  std::string free = id;
  for (int n = 2; taken.contains(free); ++n) free = id + "-" + std::to_string(n);
  return free;
}

std::vector<GuessedClient> guess_clients(const Use& use,
                                         const std::map<std::string, SurveyedProject>& projects) {
  std::vector<GuessedClient> guessed;
  std::set<std::string> taken;
  for (const auto& [id, project] : projects) {
    const auto used = use.projects.find(id);
    const int incidents = used == use.projects.end() ? 0 : used->second;
    guessed.push_back({client_id(project.identifier, taken), project.identifier, project.name, incidents});
    taken.insert(guessed.back().id);
  }
  std::sort(guessed.begin(), guessed.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return guessed;
}

std::string language(const SiteSurvey& site) {
  std::vector<std::string> names = site.trackers;
  for (const auto& status : site.statuses) names.push_back(status.name);
  names.insert(names.end(), site.priorities.begin(), site.priorities.end());
  return language_of(names);
}

}  // namespace

std::vector<GuessedTracker> guess_trackers(const SiteSurvey& site) {
  const auto any = [&](TrackerMeaning meaning) {
    return std::any_of(site.trackers.begin(), site.trackers.end(),
                       [&](const std::string& name) { return tracker_by_name(name) == meaning; });
  };
  const bool named = any(TrackerMeaning::incident);
  const bool like = any(TrackerMeaning::like_incident);
  std::vector<GuessedTracker> guessed;
  for (const std::string& name : site.trackers) {
    const TrackerMeaning meaning = tracker_by_name(name);
    if (!named && !like) {
      guessed.push_back({name, true, Phrase("try.why_all_trackers")});
    } else if (meaning == TrackerMeaning::incident || (!named && meaning == TrackerMeaning::like_incident)) {
      guessed.push_back({name, true, Phrase("try.why_tracker_name")});
    } else {
      guessed.push_back({name, false, Phrase(named ? "try.why_other_is_incident" : "try.why_no_incident")});
    }
  }
  return guessed;
}

std::vector<std::string> incident_trackers(const std::vector<GuessedTracker>& trackers) {
  std::vector<std::string> names;
  for (const auto& one : trackers) {
    if (one.incident) names.push_back(one.name);
  }
  return names;
}

Proposal guess(const SiteSurvey& site, const Use& use,
               const std::map<std::string, SurveyedProject>& projects) {
  Proposal proposal;
  proposal.language = language(site);
  proposal.statuses = guess_statuses(site, use);
  proposal.trackers = guess_trackers(site);
  proposal.priorities = guess_priorities(site);
  proposal.roles = guess_roles(site);
  guess_people(use, projects, proposal);
  proposal.clients = guess_clients(use, projects);
  proposal.members_hidden = std::any_of(projects.begin(), projects.end(),
                                        [](const auto& one) { return !one.second.members_known; });
  return proposal;
}

}  // namespace estafeta::trial
