#include "connector/views/proposals.h"

#include <algorithm>
#include <charconv>

#include "connector/change/tree/history.h"

namespace estafeta::views {

namespace {

using model::State;

// As the field says it, or by the project in which it stands.
std::string client_id_of(const model::Issue& issue, const model::Clients& clients) {
  const auto& named = issue.field(model::Field::client);
  for (const auto& [id, client] : clients.all) {
    if (!named.empty() && (named == client.name || named == id || named == client.project)) return id;
  }
  const auto* client = clients.of_project(issue.project, issue.above);
  return client == nullptr ? "" : client->id;
}

// Written along with the step, or by the same person afterwards.
std::string reason_of(const model::Issue& issue) {
  const auto declined = change::last_into(issue, State::cancelled);
  if (!declined) return "";
  const auto* end = issue.events.data() + issue.events.size();
  for (const auto* event = declined->event; event != end; ++event) {
    const bool is_theirs = event->author.id == declined->event->author.id && !event->own;
    if (is_theirs && event->comment && !event->comment->text.empty()) return event->comment->text;
  }
  return "";
}

void add_named(const std::string& text, std::set<base::IssueId>& named) {
  for (auto at = text.find('#'); at != std::string::npos; at = text.find('#', at + 1)) {
    std::int64_t number = 0;
    const auto* begin = text.data() + at + 1;
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), number);
    if (error == std::errc() && end != begin && number > 0) named.insert(base::IssueId{number});
  }
}

std::set<base::IssueId> related_of(const model::Issue& issue) {
  std::set<base::IssueId> related(issue.related.begin(), issue.related.end());
  add_named(issue.description, related);
  for (const auto& event : issue.events) {
    if (event.comment) add_named(event.comment->text, related);
  }
  related.erase(issue.id);
  return related;
}

}  // namespace

std::optional<Proposal> proposal_of(const model::Issue& issue, const model::Clients& clients) {
  if (issue.kind != model::Kind::proposal) return std::nullopt;
  Proposal proposal;
  proposal.client = client_id_of(issue, clients);
  proposal.title = issue.subject;
  proposal.state = issue.status.state;
  proposal.steps.push_back({State::fresh, issue.created, issue.author.name});
  for (const auto& passage : change::passages(issue))
    proposal.steps.push_back({passage.to, passage.event->at, passage.event->author.name});
  if (proposal.state == State::cancelled) proposal.reason = reason_of(issue);
  if (!issue.duplicate_of.empty()) proposal.same_as = issue.duplicate_of.front();
  proposal.related = related_of(issue);
  return proposal;
}

bool is_open(const Proposal& proposal) {
  return !change::has_ended(proposal.state);
}

std::optional<base::Instant> came_into(const Proposal& proposal, State state) {
  std::optional<base::Instant> at;
  for (const auto& step : proposal.steps) {
    if (step.state == state) at = step.at;
  }
  return at;
}

bool is_counted_elsewhere(const Proposals& all, const Proposal& proposal) {
  return proposal.same_as && all.contains(*proposal.same_as) && declined_before(all, proposal) == nullptr;
}

const Proposals::value_type* declined_before(const Proposals& all, const Proposal& proposal) {
  const auto same = proposal.same_as ? all.find(*proposal.same_as) : all.end();
  if (same == all.end() || same->second.state != State::cancelled) return nullptr;
  return same->second.steps.back().at < proposal.steps.front().at ? &*same : nullptr;
}

std::vector<std::string> credited(const Proposals& all, base::IssueId id) {
  std::vector<std::string> people;
  const auto add = [&](const Proposal& proposal) {
    const auto& who = proposal.steps.front().who;
    if (std::find(people.begin(), people.end(), who) == people.end()) people.push_back(who);
  };
  add(all.at(id));
  for (const auto& [other, proposal] : all) {
    if (proposal.same_as == id && other != id) add(proposal);
  }
  if (const auto* former = declined_before(all, all.at(id))) add(former->second);
  return people;
}

}  // namespace estafeta::views
