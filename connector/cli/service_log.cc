#include "connector/cli/service_log.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <utility>

#include "connector/base/log.h"
#include "connector/service/telemetry/clocks_in_trouble.h"

namespace estafeta::cli {

namespace {

using base::LogLevel;

constexpr std::size_t kUnfinishedKept = 200;
constexpr std::chrono::milliseconds kBetweenProgress{5'000};

service::Queue queue_of(store::Store& store, base::Instant now) {
  service::Queue queue;
  if (const auto due = store.due(now)) queue.due = due->size();
  const auto next = store.next_due();
  if (next && *next && **next <= now) queue.oldest = **next;
  return queue;
}

}  // namespace

void Telemetry::keep() {
  state.change([](auto& now) { now.told = base::system_clock().now(); });
  const std::string made = file + ".new";
  std::ofstream out(made, std::ios::trunc);
  chmod(made.c_str(), S_IRUSR | S_IWUSR);
  out << to_json(state.get()) << "\n";
  out.close();
  // Whole or not at all for who reads it meanwhile.
  if (out) static_cast<void>(std::rename(made.c_str(), file.c_str()));
}

void ServiceLog::wrote(const service::WriteReport& write) {
  if (write.issue) said_.erase(write.issue);
  base::log(LogLevel::debug, speaker_.say(write.what));
  telemetry_.supervisor.lives({});
}

void ServiceLog::trouble(std::optional<base::IssueId> issue, const base::Status& status) {
  std::string& said = said_[issue];
  const std::string text = speaker_.say(status.phrase());
  if (said == text) return;
  said = text;
  base::log(LogLevel::warning, issue ? tracker_.reader.url(*issue) + " " + text : text);
}

void ServiceLog::begins() {
  telemetry_.supervisor.lives({});
  if (std::exchange(rests_, false)) {
    telemetry_.metrics.resting(false);
    base::log(LogLevel::info, speaker_.say("serve.rested"));
  }
  began_ = base::system_clock().now();
  began_steady_ = kept_steady_ = base::system_clock().steady();
  telemetry_.state.change([&](auto& state) {
    state.doing = service::Doing::passing;
    state.doing_since = began_;
    state.until.reset();
    state.looked_at = 0;
  });
}

// A pass over years of incidents takes hours.
void ServiceLog::looked_at(int issues) {
  telemetry_.supervisor.lives({});
  telemetry_.state.change([&](auto& state) { state.looked_at = issues; });
  const auto now = base::system_clock().steady();
  if (now < kept_steady_ + kBetweenProgress) return;
  kept_steady_ = now;
  telemetry_.keep();
}

void ServiceLog::passed(const service::PassResult& result) {
  const auto now = base::system_clock().now();
  const auto took = base::system_clock().steady() - began_steady_;
  const auto queue = queue_of(store_, now);
  const auto next = store_.next_due();
  telemetry_.metrics.passed(result, began_, took);
  telemetry_.metrics.queue(queue);
  telemetry_.metrics.store_commits(store_.commits());
  count_clocks(result);
  telemetry_.state.change([&](auto& state) {
    state.last_pass = {began_, took, result.issues_looked_at, result.writes};
    state.failing.reset();
    state.due = static_cast<std::int64_t>(queue.due);
    state.next_due = next.value_or(std::nullopt);
    state.for_person = result.stopped;
    state.to_retry = result.to_retry;
    const auto kept = std::min(result.unfinished.size(), kUnfinishedKept);
    state.unfinished.assign(result.unfinished.begin(),
                            result.unfinished.begin() + static_cast<std::ptrdiff_t>(kept));
  });
  if (result.writes == 0) return;
  base::log(LogLevel::info,
            speaker_.say(base::Phrase("serve.passed", {{"issues", std::int64_t{result.issues_looked_at}},
                                                       {"writes", std::int64_t{result.writes}},
                                                       {"stopped", std::int64_t{result.stopped}},
                                                       {"retry", std::int64_t{result.to_retry}}})));
}

// They change when an incident is looked at, be it because of the time alone.
void ServiceLog::count_clocks(const service::PassResult& result) {
  if (has_counted_ && result.issues_looked_at == 0) return;
  const auto clocks = service::clocks_in_trouble(site_, store_, base::system_clock().now());
  if (!clocks) return trouble(std::nullopt, clocks.error());
  telemetry_.metrics.clocks(*clocks);
  has_counted_ = true;
}

void ServiceLog::failed(const base::Status& why) {
  base::log(LogLevel::error,
            speaker_.say(base::Phrase("serve.failed", {{"why", std::vector<base::Phrase>{why.phrase()}}})));
}

void ServiceLog::works_again(const base::Status& after) {
  const bool was_away = after.code() == base::Code::unavailable;
  base::log(LogLevel::info, speaker_.say(was_away ? "serve.works_again" : "serve.goes_on"));
}

void ServiceLog::could_not(const base::Status& why) {
  telemetry_.metrics.failed(why);
  telemetry_.state.change([&](auto& state) {
    const auto since = state.failing ? state.failing->since : began_;
    state.failing = {since, why.code(), speaker_.say(why.phrase())};
  });
}

void ServiceLog::rests(base::Instant until, std::chrono::milliseconds looks_again_in) {
  if (!std::exchange(rests_, true)) {
    base::log(LogLevel::info, speaker_.say(base::Phrase("serve.rests", {{"until", until}})));
    telemetry_.metrics.resting(true);
    telemetry_.state.change([&](auto& state) {
      state.doing = service::Doing::resting;
      state.doing_since = base::system_clock().now();
      state.until = until;
    });
    telemetry_.keep();
  }
  telemetry_.supervisor.lives(looks_again_in);
}

void ServiceLog::waits(std::chrono::milliseconds time) {
  telemetry_.state.change([&](auto& state) {
    state.doing = service::Doing::waiting;
    state.doing_since = base::system_clock().now();
    state.until = state.doing_since + std::chrono::ceil<base::Seconds>(time);
  });
  telemetry_.keep();
  telemetry_.supervisor.lives(time);
}

}  // namespace estafeta::cli
