#include "tests/fake/past.h"

#include <algorithm>
#include <array>
#include <string>

#include "connector/tracker/cursor.h"

namespace estafeta::tracker::fake {

using base::IssueId;
using base::Result;
using base::Seconds;
using model::Actor;
using model::Field;
using model::Issue;
using model::State;

namespace {

constexpr std::int64_t kFirst = 1'000'000;  // the ids before it are the other reader's
constexpr std::int64_t kPage = 100;         // as much as Redmine gives
constexpr std::array kClients{"aurora", "meridian"};
constexpr std::array kPriorities{"low", "normal", "high", "urgent"};
// Some take minutes and some days, so that clocks are kept and breached.
constexpr std::array kPaces{Seconds(60), Seconds(300), Seconds(1'200), Seconds(3'600), Seconds(14'400)};

// What happens to each, one entry after another.
struct Step {
  Actor by;
  const char* text;
  bool is_private = false;
  State to = State::unknown;  // unknown: it stays
};
constexpr std::array kSteps{
    Step{Actor::staff, "Looking into it.", false, State::in_progress},
    Step{Actor::staff, "For ourselves: the same as last week.", true},
    Step{Actor::staff, "What does the log say?", false, State::on_hold},
    Step{Actor::customer, "It says nothing."},
    Step{Actor::staff, "Then we look for ourselves.", false, State::in_progress},
    Step{Actor::customer, "Any news?"},
    Step{Actor::staff, "The cause is found."},
    Step{Actor::staff, "For ourselves: a disk.", true},
    Step{Actor::staff, "It answers again.", false, State::resolved},
    Step{Actor::customer, "Thank you.", false, State::closed},
};

template <typename All>
const auto& one_of(const All& all, std::int64_t number) {
  return all[static_cast<std::size_t>(number) % all.size()];
}

model::StatusWord word_of(State state) {
  return {state, state == State::on_hold ? model::HoldReason::client : model::HoldReason::none};
}

}  // namespace

bool Past::has(IssueId id) const {
  return id.value > kFirst && id.value <= kFirst + count_;
}

std::int64_t Past::first_since(base::Instant instant) const {
  if (instant > until_) return count_ + 1;
  return std::max<std::int64_t>(1, count_ - (until_ - instant) / kApart);
}

Issue Past::row(std::int64_t number) const {
  const Seconds pace = one_of(kPaces, number);
  Issue issue;
  issue.id = {kFirst + number};
  issue.project = one_of(kClients, number);
  issue.kind = model::Kind::incident;
  issue.tracker = "Incident";
  issue.subject = "Incident " + std::to_string(number) + " of the past";
  issue.description = "It does not answer any more.";
  issue.status = word_of(State::closed);
  issue.status_name = "Closed";
  issue.is_closed = true;
  issue.priority = one_of(kPriorities, number);
  issue.author = {{"1"}, "Carol Norris"};
  issue.created_by = Actor::customer;
  issue.assignee = model::Principal{{"2"}, "Alice Adams"};
  issue.updated = ended(number);
  issue.created = issue.updated - pace * static_cast<int>(kSteps.size());
  issue.fields = {{Field::department, "Network"}, {Field::hold_reason, ""}, {Field::sla_response, ""},
                  {Field::sla_resolution, ""},    {Field::deadline, ""},    {Field::sla_told, ""}};
  return issue;
}

Issue Past::with_history(std::int64_t number) const {
  Issue issue = row(number);
  issue.has_history = true;
  issue.initial_status = word_of(State::fresh);
  issue.initial_priority = issue.priority;
  issue.initial_project = issue.project;
  base::Instant at = issue.created;
  model::StatusWord status = issue.initial_status;
  for (std::size_t i = 0; i < kSteps.size(); ++i) {
    const Step& step = kSteps[i];
    model::Event event;
    event.at = at += one_of(kPaces, number);
    event.journal = {number * static_cast<std::int64_t>(kSteps.size()) + static_cast<std::int64_t>(i)};
    event.by = step.by;
    event.author = step.by == Actor::staff ? *issue.assignee : issue.author;
    event.comment = model::Comment{step.text, step.is_private};
    if (step.to != State::unknown) {
      event.status_from = status;
      event.status = status = word_of(step.to);
    }
    issue.events.push_back(std::move(event));
  }
  return issue;
}

Result<std::vector<Issue>> Past::changed(PollCursor& cursor) {
  ++lists_;
  const auto place = cursor.place;
  const auto from = place ? place->from : poll_from(cursor).value_or(base::Instant{});
  std::int64_t number = first_since(from);
  if (number <= count_ && place && ended(number) <= place->from) ++number;
  std::vector<Issue> rows;
  for (; number <= count_ && rows.size() < kPage; ++number) rows.push_back(row(number));
  cursor.place.reset();
  if (number <= count_) cursor.place = {rows.back().updated, rows.back().id, until_};
  return unseen(cursor, std::move(rows), until_ + base::Seconds(3'600));
}

Result<Issue> Past::issue(IssueId id) {
  return has(id) ? issues({id}).front() : PassingReader::issue(id);
}

std::vector<Result<Issue>> Past::issues(const std::vector<IssueId>& ids) {
  if (before_) before_(read_);
  std::vector<Result<Issue>> all;
  for (const IssueId id : ids) {
    if (has(id)) {
      ++read_;
      all.emplace_back(with_history(id.value - kFirst));
    } else {
      all.push_back(PassingReader::issue(id));
    }
  }
  return all;
}

std::size_t Past::histories_at_once() {
  return way_ == Way::feed ? 200 : PassingReader::histories_at_once();
}

Result<std::vector<Issue>> Past::peek(const std::vector<IssueId>& ids) {
  std::vector<Issue> rows;
  for (const IssueId id : ids) {
    if (has(id)) rows.push_back(row(id.value - kFirst));
  }
  return rows;
}

Result<std::vector<Issue>> Past::issues_since(model::Kind kind, base::Instant since) {
  std::vector<Issue> rows;
  if (kind != model::Kind::incident) return rows;
  for (std::int64_t number = first_since(since); number <= count_; ++number) {
    if (ended(number) < since) continue;
    if (rows.size() % kPage == 0) ++lists_;
    rows.push_back(row(number));
  }
  return rows;
}

}  // namespace estafeta::tracker::fake
