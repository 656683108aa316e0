#include "connector/service/changes/observer.h"

#include <algorithm>
#include <map>
#include <set>

#include "connector/change/tree/history.h"
#include "connector/change/tree/stamp.h"
#include "connector/change/tree/tree.h"
#include "connector/render/kit/note.h"
#include "connector/service/changes/plan_view.h"
#include "connector/template/hand_over.h"

namespace estafeta::service {

namespace {

const model::DesiredTask* wanted_task(const std::optional<model::DesiredChange>& desired,
                                      const std::string& key) {
  if (!desired) return nullptr;
  // A task for the difference gives what the task gives that it makes up for.
  for (const auto& wanted : {key, change::revised_key(key)}) {
    for (const auto& task : desired->tasks) {
      if (task.key == wanted) return &task;
    }
  }
  for (const auto& task : desired->rollbacks) {
    if (task.key == key) return &task;
  }
  return nullptr;
}

// Line ends and trailing space are the browser's, not the person's.
std::string normalised(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '\r') out += c;
  }
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  return out;
}

}  // namespace

base::Result<Observation> Observer::observe(base::IssueId change, base::Instant now) {
  auto issue = reader_.issue(change);
  if (!issue) return base::fail(issue.error());
  const auto facts = facts_.of(issue->project);
  if (!facts) return base::fail(facts.error());
  auto desired = desired_of(site_, reader_, *issue, account_);
  if (!desired) return base::fail(desired.error());

  Observation observation;
  auto& situation = observation.situation;
  situation.now = now;
  situation.change = std::move(*issue);
  situation.account = account_;
  situation.desired = std::move(desired->change);
  situation.former = std::move(desired->former);
  situation.proposed = std::move(desired->proposed);
  situation.proposal_problems = std::move(desired->proposal_problems);
  situation.problems = std::move(desired->problems);
  situation.skeleton = std::move(desired->skeleton);
  situation.lost_origin = std::move(desired->lost_origin);
  situation.unfilled = std::move(desired->unfilled);
  situation.facts = for_change(**facts);
  if (const auto* client = site_.mappings.clients.of_project(situation.change.project))
    situation.client = *client;
  observation.origin = std::move(desired->origin);

  if (auto read = read_children(situation); !read.ok()) return base::fail(std::move(read));
  if (auto read = read_requests(situation); !read.ok()) return base::fail(std::move(read));
  if (auto read = read_page(observation); !read.ok()) return base::fail(std::move(read));
  judge_texts(situation);
  read_hand_overs(situation);
  return observation;
}

base::Status Observer::read_children(change::Situation& situation) {
  for (auto& child : reader_.issues(situation.change.children)) {
    // Gone or invisible since the change was read: the decision sees that it is missing.
    if (!child && child.error().code() == base::Code::not_found) continue;
    if (!child) return child.error();
    situation.children.push_back(std::move(*child));
  }
  if (auto read = read_below(situation); !read.ok()) return read;
  if (auto read = read_copied(situation); !read.ok()) return read;
  return read_elsewhere(situation);
}

base::Status Observer::read_below(change::Situation& situation) {
  std::vector<base::IssueId> next;
  for (const auto& child : situation.children) {
    if (child.kind == model::Kind::task && !child.is_closed)
      next.insert(next.end(), child.children.begin(), child.children.end());
  }
  const auto stamp = change::stamp_of(situation.change);
  const auto is_own = [&](base::IssueId id) {
    return std::any_of(stamp.tasks.begin(), stamp.tasks.end(),
                       [&](const auto& task) { return task.second == id; });
  };
  while (!next.empty()) {
    auto read = reader_.issues(next);
    next.clear();
    for (auto& one : read) {
      if (!one && one.error().code() == base::Code::not_found) continue;
      if (!one) return one.error();
      // What stands below another change is that one's.
      if (one->kind != model::Kind::change)
        next.insert(next.end(), one->children.begin(), one->children.end());
      (is_own(one->id) ? situation.children : situation.below).push_back(std::move(*one));
    }
  }
  return {};
}

// The original tells whether it was a task of a change; one that is gone tells nothing.
base::Status Observer::read_copied(change::Situation& situation) {
  std::map<base::IssueId, base::IssueId> copies;  // by the original
  for (const auto& child : situation.children) {
    if (child.copied_from && child.kind == model::Kind::task && child.field(model::Field::task_key).empty() &&
        change::was_made_with(situation, child))
      copies.emplace(*child.copied_from, child.id);
  }
  if (copies.empty()) return {};
  std::vector<base::IssueId> originals;
  for (const auto& [original, copy] : copies) originals.push_back(original);
  const auto read = reader_.peek(originals);
  if (!read) return read.error();
  for (const auto& original : *read) {
    if (!original.field(model::Field::task_key).empty()) situation.copied.insert(copies.at(original.id));
  }
  return {};
}

base::Status Observer::read_elsewhere(change::Situation& situation) {
  std::set<base::IssueId> known{situation.change.id};
  for (const auto& child : situation.children) known.insert(child.id);
  std::set<base::IssueId> blocking;
  for (const auto& child : situation.children) {
    for (const auto& relation : child.relations) {
      if (relation.to == child.id && !known.contains(relation.from)) blocking.insert(relation.from);
    }
  }
  if (blocking.empty()) return {};
  auto read = reader_.peek({blocking.begin(), blocking.end()});
  if (!read) return read.error();
  for (auto& issue : *read) situation.elsewhere.emplace(issue.id, std::move(issue));
  return {};
}

base::Status Observer::read_requests(change::Situation& situation) {
  const auto& change = situation.change;
  // What is only rehearsed is nothing the client asked for, or sees.
  if (change.related.empty() || !situation.client || change::is_rehearsal(situation)) return {};
  auto related = reader_.peek(change.related);
  if (!related) return related.error();
  const bool is_shown = change.is_ticked(model::Field::shown_to_client);
  // What the client thinks of it stands in the history.
  const bool may_be_marked = change::has_ended(change.status.state);
  for (auto& issue : *related) {
    // What is another client's is none of this one's affairs.
    const auto* client = site_.mappings.clients.of_project(issue.project, issue.above);
    if (issue.kind != model::Kind::request || client == nullptr || client->id != situation.client->id)
      continue;
    if ((is_shown && !issue.is_closed) || may_be_marked) {
      auto read = reader_.issue(issue.id);
      if (!read && read.error().code() == base::Code::not_found) continue;
      if (!read) return read.error();
      issue = std::move(*read);
    }
    situation.requests.push_back(std::move(issue));
  }
  return {};
}

base::Status Observer::read_page(Observation& observation) {
  auto page =
      pages_.page(site_.mappings.tracker.staff_project, change::plan_page(observation.situation.change.id));
  if (!page) {
    const bool absent = page.error().code() == base::Code::not_found;
    return absent ? base::Status() : page.error();
  }
  observation.page_text = std::move(*page);
  observation.situation.page_digest = digest_of_page(observation.page_text);
  return {};
}

void Observer::judge_texts(change::Situation& situation) const {
  const auto stamp = change::parse_stamp(situation.change.field(model::Field::change_plan));
  for (const auto& child : situation.children) {
    const std::string key = change::local_key(situation, stamp, child);
    const auto* wanted = wanted_task(situation.former ? situation.former : situation.desired, key);
    if (wanted == nullptr) continue;
    if (child.subject == render::subject(wanted->title, nullptr)) situation.titles_untouched.insert(key);
    const std::string text = render::body(wanted->description, nullptr, *site_.markup);
    if (normalised(child.description) == normalised(text)) situation.descriptions_untouched.insert(key);
    if (change::is_own_value(child, "subject", situation.account)) situation.titles_ours.insert(key);
    if (change::is_own_value(child, "description", situation.account))
      situation.descriptions_ours.insert(key);
  }
}

void Observer::read_hand_overs(change::Situation& situation) const {
  const auto stamp = change::parse_stamp(situation.change.field(model::Field::change_plan));
  for (const auto& child : situation.children) {
    const auto* wanted = wanted_task(situation.desired, change::local_key(situation, stamp, child));
    const auto gives = wanted == nullptr ? std::vector<model::Give>{} : wanted->gives;
    situation.hand_overs[child.id] = tmpl::read_hand_over(gives, child.field(model::Field::hand_over));
    situation.past_hand_overs[child.id] = tmpl::read_past_hand_overs(gives, child);
  }
}

}  // namespace estafeta::service
