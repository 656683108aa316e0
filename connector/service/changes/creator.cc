#include "connector/service/changes/creator.h"

#include <algorithm>

#include "connector/http/client.h"
#include "connector/service/site/watched_writes.h"

namespace estafeta::service {

namespace {

constexpr int kAttempts = 2;

bool outcome_unknown(const base::Status& status) {
  return status.code() == base::Code::unavailable && !http::surely_not_taken(status);
}

}  // namespace

base::Result<std::optional<model::Issue>> Creator::find_by_key(const std::string& key) {
  auto found = reader_.find_by_key(key);
  if (!found) return base::fail(found.error());
  if (found->empty()) return std::nullopt;
  // Twins are the reconciler's affair; the oldest is the task.
  return *std::min_element(found->begin(), found->end(),
                           [](const model::Issue& a, const model::Issue& b) { return a.id < b.id; });
}

base::Status Creator::wait_until(base::Instant instant) {
  const auto now = clock_.now();
  if (instant > now) sleeper_.sleep(instant - now);
  return clock_.now() < instant ? stopped() : base::Status();
}

base::Result<std::optional<model::Issue>> Creator::settle(const std::string& key, const Find& find) {
  const auto intents = store_.open_intents();
  if (!intents) return base::fail(intents.error());
  for (const auto& intent : *intents) {
    if (intent.key != key) continue;
    if (auto waited = wait_until(intent.begun + request_limit_); !waited.ok())
      return base::fail(std::move(waited));
    return find();
  }
  return std::nullopt;
}

base::Result<model::Issue> Creator::create(const tracker::NewIssue& issue) {
  const std::string key = issue.fields.at(model::Field::task_key);
  return create(issue, key, [&] { return find_by_key(key); });
}

base::Result<model::Issue> Creator::create(const tracker::NewIssue& issue, const std::string& key,
                                           const Find& find) {
  auto known = settle(key, find);
  for (int attempt = 1; known && !*known; ++attempt) {
    if (auto begun = store_.begin_intent({key, clock_.now()}); !begun.ok())
      return base::fail(std::move(begun));
    auto made = writer_.create(issue);
    if (made || !outcome_unknown(made.error())) {
      if (auto ended = store_.end_intent(key); !ended.ok()) return base::fail(std::move(ended));
      return made;
    }
    if (attempt == kAttempts) return made;
    if (auto waited = wait_until(clock_.now() + request_limit_); !waited.ok())
      return base::fail(std::move(waited));
    known = find();
  }
  if (!known) return base::fail(known.error());
  if (auto ended = store_.end_intent(key); !ended.ok()) return base::fail(std::move(ended));
  return **known;
}

}  // namespace estafeta::service
