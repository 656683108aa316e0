#include "connector/trial/trial.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

#include "connector/service/site/private_file.h"
#include "connector/service/site/records.h"
#include "connector/tracker/readback.h"

namespace estafeta::trial {

namespace {

using base::Code;
using base::IssueId;
using base::Phrase;
using base::Result;
using base::Status;

constexpr std::size_t kBatch = 20;  // histories kept at once: what an interruption may cost
constexpr std::size_t kJudgeBatch = 100;

template <typename Row, typename Work>
Status in_batches(const std::vector<Row>& rows, std::size_t size, Work work) {
  for (std::size_t begin = 0; begin < rows.size(); begin += size) {
    std::vector<IssueId> ids;
    for (std::size_t i = begin; i < std::min(rows.size(), begin + size); ++i) ids.push_back(rows[i].id);
    if (auto done = work(ids, begin + ids.size()); !done.ok()) return done;
  }
  return {};
}

// The client an incident's original belongs to, as far as it was read too.
bool is_staff_role(const model::TrackerMapping& mapping, const std::string& name) {
  return std::any_of(mapping.roles.begin(), mapping.roles.end(), [&](const auto& role) {
    return role.second == name && mapping.staff_roles.contains(role.first);
  });
}

std::string word_of(const model::StatusWord& word) {
  return std::string(to_string(word.state));
}

class Comparison {
 public:
  explicit Comparison(const config::Mappings& mappings)
      : mapping_(mappings.tracker), clients_(mappings.clients) {}

  std::vector<Phrase> of(const Proposal& proposal) {
    for (const auto& one : proposal.statuses) {
      const auto state = tracker::state_of(mapping_, model::Kind::incident, one.name);
      if (state == model::State::unknown) {
        found_.push_back(Phrase("try.new_status", {{"name", one.name}, {"guess", word_of(one.meaning)}}));
      } else if (state != one.meaning.state) {
        add("try.other_status", one.name, std::string(to_string(state)), word_of(one.meaning));
      }
    }
    for (const auto& one : proposal.trackers) {
      const bool counted = tracker::kind_of(mapping_, one.name) == model::Kind::incident;
      if (counted != one.incident)
        found_.push_back(Phrase(counted ? "try.counted_tracker" : "try.left_tracker", {{"name", one.name}}));
    }
    for (const auto& one : proposal.priorities) {
      const std::string word = tracker::priority_word(mapping_, one.name);
      if (word != one.word) add("try.other_priority", one.name, word, one.word);
    }
    for (const auto& one : proposal.roles) {
      if (is_staff_role(mapping_, one.name) == one.staff) continue;
      found_.push_back(Phrase(one.staff ? "try.role_not_staff" : "try.role_staff", {{"name", one.name}}));
    }
    people_and_clients(proposal);
    return std::move(found_);
  }

 private:
  void add(const char* key, const std::string& name, const std::string& is, const std::string& guess) {
    found_.push_back(Phrase(key, {{"name", name}, {"is", is}, {"guess", guess}}));
  }

  void people_and_clients(const Proposal& proposal) {
    for (const auto& one : proposal.people) {
      const auto known = mapping_.people.find(one.name);
      if (known == mapping_.people.end()) {
        found_.push_back(
            Phrase("try.new_person", {{"name", one.name}, {"guess", std::string(to_string(one.actor))}}));
      } else if (known->second != one.actor) {
        add("try.other_person", one.name, std::string(to_string(known->second)),
            std::string(to_string(one.actor)));
      }
    }
    for (const auto& one : proposal.clients) {
      if (clients_.of_project(one.project) == nullptr)
        found_.push_back(Phrase("try.new_client", {{"project", one.project}}));
    }
  }

  const model::TrackerMapping& mapping_;
  const model::Clients& clients_;
  std::vector<Phrase> found_;
};

}  // namespace

Status Trial::read(const service::Site* site, const TrialProgress& progress) {
  auto found = ports_.survey.site();
  if (!found) return found.error();
  site_ = std::move(*found);
  if (auto done = list(site); !done.ok()) return done;
  if (rows_.empty()) return nothing_to_read();
  if (auto done = read_histories(progress); !done.ok()) return done;
  if (auto done = read_projects(); !done.ok()) return done;
  proposal_ = guess(site_, use_, projects_);
  if (!setting_.language.empty()) proposal_.language = setting_.language;
  return {};
}

Status Trial::nothing_to_read() {
  const auto sees = ports_.survey.sees_issues();
  if (!sees) return sees.error();
  if (!*sees) return {Code::permission_denied, Phrase("try.sees_nothing")};
  return {Code::not_found, Phrase("try.no_issues", {{"since", begin_}, {"trackers", trackers_}})};
}

Status Trial::list(const service::Site* site) {
  trackers_ = incident_trackers(guess_trackers(site_));
  auto zone = calendar::Zone::find(setting_.site.zone).value_or(calendar::Zone::utc());
  if (site != nullptr) {
    const auto& kinds = site->mappings.tracker.kinds;
    const auto named = kinds.find(model::Kind::incident);
    if (named != kinds.end()) trackers_ = named->second;
    zone = site->rules.zone;
  }
  begin_ = month_begin(setting_.site.now, setting_.months, zone);
  auto rows = ports_.survey.issues(trackers_, begin_);
  if (!rows) return rows.error();
  rows_ = std::move(*rows);
  for (const auto& row : rows_) ports_.http.expect(row);
  return {};
}

Status Trial::read_histories(const TrialProgress& progress) {
  const auto kept = ports_.http.kept();
  if (!kept) return kept.error();
  read_anew_ = rows_.size() - *kept;
  return in_batches(rows_, kBatch, [&](const std::vector<IssueId>& ids, std::size_t read) -> Status {
    if (auto done = ports_.survey.read(ids, use_); !done.ok()) return done;
    if (progress(read, rows_.size())) return {};
    return {Code::aborted,
            Phrase("try.stopped", {{"read", static_cast<std::int64_t>(read)},
                                   {"all", static_cast<std::int64_t>(rows_.size())}}),
            base::Cause::stopped};
  });
}

Status Trial::read_projects() {
  for (const auto& [id, incidents] : use_.projects) {
    auto project = ports_.survey.project(id);
    if (project) {
      projects_[id] = std::move(*project);
    } else if (project.error().code() != Code::not_found) {
      return project.error();
    }
  }
  return {};
}

Result<std::vector<std::string>> Trial::write(const std::string& bundled_tracker,
                                              const messages::Speaker& speaker) const {
  std::vector<std::string> written;
  const std::filesystem::path folder = setting_.folder;
  for (const auto& [name, text] : proposal_files(proposal_, setting_.site, bundled_tracker, speaker)) {
    if (std::filesystem::exists(folder / name)) continue;
    std::error_code error;
    std::filesystem::create_directories((folder / name).parent_path(), error);
    if (auto done = service::write_private_file((folder / name).string(), text); !done.ok())
      return base::fail(std::move(done));
    written.push_back((folder / name).string());
  }
  std::error_code error;  // the settings name it; an empty one will do
  std::filesystem::create_directories(folder / "templates", error);
  return written;
}

std::vector<Phrase> Trial::differences(const service::Site& site) const {
  return Comparison(site.mappings).of(proposal_);
}

Result<std::vector<service::JudgedIncident>> Trial::judge(const service::Site& site) {
  auto mapping = site.mappings.tracker;
  mapping.account.clear();  // a person's key reads here
  const auto backend = ports_.open(mapping);
  auto& reader = backend->ports().reader;
  std::vector<sla::Record> records;
  const auto done =
      in_batches(rows_, kJudgeBatch, [&](const std::vector<IssueId>& ids, std::size_t) -> Status {
        std::vector<model::Issue> issues;
        for (auto& issue : reader.issues(ids)) {
          if (!issue && issue.error().code() == Code::not_found) continue;
          if (!issue) return issue.error();
          issues.push_back(std::move(*issue));
        }
        auto read = read_records(site, reader, issues);
        if (!read) return read.error();
        std::move(read->begin(), read->end(), std::back_inserter(records));
        return {};
      });
  if (!done.ok()) return base::fail(done);
  std::vector<service::JudgedIncident> judged;
  judged.reserve(records.size());
  for (auto& record : records) judged.push_back(service::judge(site, std::move(record), setting_.site.now));
  return judged;
}

std::vector<std::string> unknown_statuses(const std::vector<service::JudgedIncident>& incidents) {
  std::set<std::string> names;
  for (const auto& incident : incidents) {
    for (const Phrase& problem : incident.judged.problems) {
      const auto* value = problem.find("statuses");
      if (value == nullptr) continue;
      const auto& statuses = std::get<std::vector<std::string>>(*value);
      names.insert(statuses.begin(), statuses.end());
    }
  }
  return {names.begin(), names.end()};
}

std::map<std::string, int> doubtful_people(const std::vector<service::JudgedIncident>& incidents) {
  std::map<std::string, int> people;
  for (const auto& incident : incidents) {
    for (const Phrase& problem : incident.judged.problems) {
      const auto* value = problem.find("people");
      if (value == nullptr) continue;
      for (const auto& name : std::get<std::vector<std::string>>(*value)) ++people[name];
    }
  }
  return people;
}

base::Instant month_begin(base::Instant now, int months, const calendar::Zone& zone) {
  const base::Date today = zone.local_date(now);
  const auto month = std::chrono::year_month(today.year(), today.month()) - std::chrono::months(months);
  return zone.start_of_day(month / std::chrono::day(1));
}

}  // namespace estafeta::trial
