#include "connector/service/site/back_off.h"

#include <algorithm>

namespace estafeta::service {

namespace {

constexpr base::Seconds kFirst{60};
constexpr base::Seconds kLongest{3600};
constexpr int kMostDoublings = 6;

// The limits of one pass say nothing about the issue: its turn is the next pass.
}  // namespace

bool ends_pass(const base::Status& status) {
  switch (status.cause()) {
    case base::Cause::write_limit:
    case base::Cause::mail_limit:
    case base::Cause::clock_differs:
      return true;
    default:
      return false;
  }
}

base::Seconds wait_after(int attempts) {
  return std::min(kLongest, kFirst * (std::int64_t{1} << std::clamp(attempts - 1, 0, kMostDoublings)));
}

bool may_mend_itself(base::Code code) {
  return code == base::Code::unavailable || code == base::Code::aborted;
}

base::Status BackOff::begin_pass() {
  const auto stored = store_.waiting();
  if (!stored) return stored.error();
  waiting_.clear();
  for (const auto& one : *stored) waiting_[one.issue] = one;
  return {};
}

const store::Waiting* BackOff::find(base::IssueId id) const {
  const auto found = waiting_.find(id);
  return found == waiting_.end() ? nullptr : &found->second;
}

bool BackOff::waits(base::IssueId id) const {
  const auto* waiting = find(id);
  return waiting != nullptr && (!waiting->next || *waiting->next > clock_.now());
}

base::Status BackOff::failed(base::IssueId id, const base::Status& status, std::string why,
                             base::JournalId seen) {
  auto waiting = waiting_[id];
  waiting.issue = id;
  if (!ends_pass(status)) ++waiting.attempts;
  waiting.next = clock_.now() + wait_after(waiting.attempts);
  waiting.seen = std::max(waiting.seen, seen);
  waiting.code = status.code();
  waiting.project.clear();
  waiting.why = std::move(why);
  return keep(waiting);
}

base::Status BackOff::paused(base::IssueId id, const std::string& project, std::string why,
                             base::JournalId seen) {
  auto waiting = waiting_[id];
  waiting.issue = id;
  waiting.next.reset();
  waiting.seen = std::max(waiting.seen, seen);
  waiting.code = base::Code::failed_precondition;
  waiting.project = project;
  waiting.why = std::move(why);
  return keep(waiting);
}

base::Status BackOff::told(base::IssueId id, std::string what) {
  auto& waiting = waiting_[id];
  waiting.told = std::move(what);
  return store_.set_waiting(waiting);
}

base::Status BackOff::try_now(base::IssueId id) {
  const auto found = waiting_.find(id);
  if (found == waiting_.end()) return {};
  found->second.attempts = 0;
  found->second.next = clock_.now();
  found->second.project.clear();
  return keep(found->second);
}

base::Status BackOff::over(base::IssueId id) {
  return waiting_.erase(id) == 0 ? base::Status() : store_.end_waiting(id);
}

base::Status BackOff::keep(const store::Waiting& waiting) {
  waiting_[waiting.issue] = waiting;
  if (auto kept = store_.set_waiting(waiting); !kept.ok()) return kept;
  return store_.look_again(waiting.issue, waiting.next);
}

}  // namespace estafeta::service
