#include "connector/views/desk_origins.h"

#include <algorithm>

#include "connector/change/tree/history.h"

namespace estafeta::views {

namespace {

using base::Phrase;
using model::State;

// The working time of the client that it has waited, up to the last midnight, so that it is no news at each
// look.
Phrase asked(const Overview& overview, const Request& request) {
  const auto& rules = overview.organisation.rules;
  const auto calendar = rules.owner_calendars.find("client");
  const auto* hours =
      calendar == rules.owner_calendars.end() ? nullptr : rules.calendars.find(calendar->second);
  const auto midnight = rules.zone.start_of_day(rules.zone.local_date(overview.now));
  const auto waited = hours == nullptr ? base::Seconds(0) : hours->elapsed(*request.asked, midnight);
  if (waited < base::Seconds(3600)) return Phrase("desk.asked");
  return Phrase("desk.asked_waited", {{"n", std::int64_t{waited.count() / 3600}}});
}

// Of these changes the one that counts: one that is open, else the one that ended last; null: there is none.
template <typename Is>
const ChangeCard* change_that(const Overview& overview, Is is_it) {
  const ChangeCard* found = nullptr;
  for (const auto& [id, card] : overview.cards) {
    if (!is_it(card)) continue;
    if (!has_ended(card)) return &card;
    if (found == nullptr || found->ended < card.ended) found = &card;
  }
  return found;
}

bool is_related_to(const ChangeCard& card, base::IssueId issue) {
  return std::find(card.related.begin(), card.related.end(), issue) != card.related.end();
}

const ChangeCard* change_made_of(const Overview& overview, base::IssueId request) {
  return change_that(overview, [&](const auto& card) { return is_related_to(card, request); });
}

const ChangeCard* change_made_of(const Overview& overview, base::IssueId id, const Proposal& proposal) {
  return change_that(overview, [&](const auto& card) {
    return is_related_to(card, id) || proposal.related.contains(card.issue);
  });
}

bool is_asked(const Requests& requests, base::IssueId id) {
  const auto known = requests.find(id);
  return known != requests.end() && known->second.asked;
}

// What was made of a request has ended, and nobody has told the client.
void add_ended_requests(const Overview& overview, const model::Client& client, const Requests& requests,
                        std::vector<TodoItem>& needs) {
  for (const auto& [id, card] : overview.cards) {
    if (card.client != client.id || !has_ended(card)) continue;
    const Phrase said(change::was_done(card.state) ? "desk.request_done" : "desk.request_given_up",
                      {{"change", id.value}});
    for (const auto& request : card.requests) {
      const bool is_last = change_made_of(overview, request.issue) == &card;
      if (!request.is_open || !is_last || is_asked(requests, request.issue)) continue;
      needs.push_back(
          {TodoKind::request, request.issue, request.title, overview.speaker.say(said), card.ended, id, {}});
    }
  }
}

void add_requests(const Overview& overview, const model::Client& client, const Requests& requests,
                  std::vector<TodoItem>& needs) {
  for (const auto& [id, request] : requests) {
    if (request.client != client.id) continue;
    if (request.is_new && change_made_of(overview, id) != nullptr) continue;
    needs.push_back({request.is_new ? TodoKind::request : TodoKind::unanswered,
                     id,
                     request.title,
                     overview.speaker.say(request.is_new ? Phrase("desk.request") : asked(overview, request)),
                     request.is_new ? request.since : request.asked,
                     {},
                     {}});
  }
}

Phrase noticed(const Proposals& all, base::IssueId id) {
  const auto times = std::count_if(all.begin(), all.end(), [&](const auto& other) {
    return other.first == id || other.second.same_as == id;
  });
  if (times == 1) return Phrase("desk.noticed", {{"people", credited(all, id)}});
  return Phrase("desk.noticed_again", {{"n", static_cast<std::int64_t>(times)},
                                       {"since", all.at(id).steps.front().at},
                                       {"people", credited(all, id)}});
}

// That the same was declined before, and why. Empty: it was not, or nobody gave a reason.
std::string reminder(const Overview& overview, const Proposals::value_type* declined) {
  if (declined == nullptr || declined->second.reason.empty()) return "";
  return ". " + overview.speaker.say(Phrase("desk.declined_before", {{"issue", declined->first.value},
                                                                     {"at", declined->second.steps.back().at},
                                                                     {"reason", declined->second.reason}}));
}

// What its TAM is to do about it; nothing: it is somebody else's turn.
std::optional<Phrase> next_step(const Overview& overview, base::IssueId id, const Proposal& proposal) {
  const auto* change = change_made_of(overview, id, proposal);
  switch (proposal.state) {
    case State::fresh:
      return noticed(*overview.proposals, id);
    case State::proposed:
      return Phrase("desk.proposed", {{"people", credited(*overview.proposals, id)}});
    case State::agreed:
      if (change == nullptr) return Phrase("desk.proposal_agreed");
      if (!has_ended(*change)) return std::nullopt;
      return Phrase(change::was_done(change->state) ? "desk.proposal_done" : "desk.proposal_given_up",
                    {{"change", change->issue.value}});
    case State::cancelled:
      if (proposal.reason.empty()) return Phrase("desk.declined_without_reason");
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

void add_proposals(const Overview& overview, const model::Client& client, std::vector<TodoItem>& needs) {
  if (overview.proposals == nullptr) return;
  for (const auto& [id, proposal] : *overview.proposals) {
    if (proposal.client != client.id || is_counted_elsewhere(*overview.proposals, proposal)) continue;
    const auto said = next_step(overview, id, proposal);
    if (!said) continue;
    needs.push_back(
        {TodoKind::proposal,
         id,
         proposal.title,
         overview.speaker.say(*said) + reminder(overview, declined_before(*overview.proposals, proposal)),
         proposal.steps.back().at,
         {},
         {}});
  }
}

// Whether one of the incidents that repeat is such a one.
template <typename Is>
bool any_is(const Repeat& repeat, Is is_it) {
  return std::any_of(repeat.newest.begin(), repeat.newest.end(),
                     [&](const auto& one) { return is_it(one.issue); });
}

// When somebody last dealt with it: the end of a change or a proposal that is linked to one of these
// incidents. Nothing: nobody has; the latest instant there is: somebody is at it.
std::optional<base::Instant> dealt_with(const Overview& overview, const Repeat& repeat) {
  std::optional<base::Instant> last;
  const auto take = [&](bool is_over, base::Instant at) {
    last = std::max(last.value_or(at), is_over ? at : base::Instant::max());
  };
  for (const auto& [id, card] : overview.cards) {
    if (any_is(repeat, [&, &it = card](auto issue) { return is_related_to(it, issue); }))
      take(has_ended(card), card.ended.value_or(base::Instant{}));
  }
  if (overview.proposals == nullptr) return last;
  for (const auto& [id, proposal] : *overview.proposals) {
    if (any_is(repeat, [&, &it = proposal](auto issue) { return it.related.contains(issue); }))
      take(!is_open(proposal), proposal.steps.back().at);
  }
  return last;
}

// The proposal about one of these incidents that was declined last; null: none was.
const Proposals::value_type* last_declined(const Overview& overview, const Repeat& repeat) {
  const Proposals::value_type* last = nullptr;
  if (overview.proposals == nullptr) return last;
  for (const auto& known : *overview.proposals) {
    const auto& [id, proposal] = known;
    const bool is_about_them =
        any_is(repeat, [&it = proposal](auto issue) { return it.related.contains(issue); });
    if (proposal.state != State::cancelled || !is_about_them) continue;
    if (last == nullptr || last->second.steps.back().at < proposal.steps.back().at) last = &known;
  }
  return last;
}

// As many again as make a repetition are news, even where it was dealt with.
void add_repeats(const Overview& overview, const model::Client& client, std::vector<TodoItem>& needs) {
  if (overview.repeats == nullptr) return;
  const auto& rule = overview.repeats->rule;
  const auto found = overview.repeats->by_client.find(client.id);
  if (found == overview.repeats->by_client.end()) return;
  for (const auto& repeat : found->second) {
    const auto since = dealt_with(overview, repeat);
    std::vector<std::string> issues;
    for (const auto& one : repeat.newest) {
      if (!since || one.created > *since) issues.push_back("#" + to_string(one.issue));
    }
    if (static_cast<int>(issues.size()) < rule.times) continue;
    constexpr std::size_t kNamed = 10;
    issues.resize(std::min(issues.size(), kNamed));
    const Phrase said("desk.repeats", {{"n", std::int64_t{repeat.count}},
                                       {"before", std::int64_t{repeat.before}},
                                       {"days", std::int64_t{rule.within.count()}},
                                       {"issues", std::move(issues)}});
    needs.push_back({TodoKind::repeats,
                     repeat.newest.front().issue,
                     repeat.category,
                     overview.speaker.say(said) + reminder(overview, last_declined(overview, repeat)),
                     repeat.newest.back().created,
                     {},
                     {}});
  }
}

}  // namespace

void add_origins(const Overview& overview, const model::Client& client, const Requests& requests,
                 std::vector<TodoItem>& needs) {
  add_requests(overview, client, requests, needs);
  add_ended_requests(overview, client, requests, needs);
  add_repeats(overview, client, needs);
  add_proposals(overview, client, needs);
}

}  // namespace estafeta::views
