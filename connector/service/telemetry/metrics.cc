#include "connector/service/telemetry/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <sstream>

namespace estafeta::service {

namespace {

namespace prom = prometheus;

const prom::Histogram::BucketBoundaries kPassSeconds{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800};
const prom::Histogram::BucketBoundaries kRequestSeconds{0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                                        1,    2.5,   5,    10,  30,   60};

double in_seconds(base::Instant instant) {
  return static_cast<double>(instant.time_since_epoch().count());
}

double in_seconds(std::chrono::milliseconds time) {
  return static_cast<double>(time.count()) / 1000;
}

const char* verdict_word(HintVerdict verdict) {
  switch (verdict) {
    case HintVerdict::good:
      return "good";
    case HintVerdict::malformed:
      return "malformed";
    case HintVerdict::forged:
      return "forged";
    case HintVerdict::old:
      return "old";
    case HintVerdict::repeated:
      return "repeated";
  }
  return "unknown";
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double pages = 0, resident = 0;
  file >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator all("/proc/self/fd", error);
  return error ? 0 : static_cast<double>(std::distance(begin(all), end(all)));
}

}  // namespace

struct Metrics::Families {
  prom::Registry registry;
  std::mutex clocks_mutex;
  std::map<ClockInTrouble, prom::Gauge*> clocks_shown;
  std::mutex pass_mutex;
  std::optional<base::Instant> last_pass;  // as it began

  prom::Family<prom::Counter>& counter(const char* name, const char* help) {
    return prom::BuildCounter().Name(name).Help(help).Register(registry);
  }
  prom::Family<prom::Gauge>& gauge(const char* name, const char* help) {
    return prom::BuildGauge().Name(name).Help(help).Register(registry);
  }
  prom::Family<prom::Histogram>& histogram(const char* name, const char* help) {
    return prom::BuildHistogram().Name(name).Help(help).Register(registry);
  }

  prom::Family<prom::Gauge>& build = gauge("estafeta_build_info", "1, with the release as label");
  prom::Gauge& started = gauge("estafeta_start_time_seconds", "When the service started").Add({});
  prom::Family<prom::Counter>& passes = counter("estafeta_passes_total", "Passes by outcome");
  prom::Counter& passed = passes.Add({{"outcome", "done"}});
  prom::Counter& failed = passes.Add({{"outcome", "failed"}});
  prom::Family<prom::Counter>& failures =
      counter("estafeta_pass_failures_total", "Passes that could not be made, by what kind of failure");
  prom::Histogram& pass_seconds =
      histogram("estafeta_pass_seconds", "How long passes took").Add({}, kPassSeconds);
  prom::Family<prom::Gauge>& last_passes =
      gauge("estafeta_last_pass_timestamp_seconds", "When the last pass that was made began");
  prom::Family<prom::Gauge>& lags = gauge(
      "estafeta_tracker_lag_seconds", "How long ago the last pass that was made began to ask the tracker");
  prom::Gauge& resting =
      gauge("estafeta_tracker_maintenance", "1 while the tracker is left alone for its maintenance").Add({});
  prom::Counter& looked_at =
      counter("estafeta_issues_looked_at_total", "Issues that passes looked at").Add({});
  prom::Counter& writes = counter("estafeta_tracker_writes_total", "Writes that passes made").Add({});
  prom::Family<prom::Gauge>& waiting =
      gauge("estafeta_unfinished_issues", "Issues that could not be finished, by what they wait for");
  prom::Gauge& for_person = waiting.Add({{"wait", "person"}});
  prom::Gauge& to_retry = waiting.Add({{"wait", "retry"}});
  prom::Gauge& queue_depth =
      gauge("estafeta_queue_issues", "Issues whose time to be looked at has come").Add({});
  prom::Family<prom::Gauge>& queue_ages =
      gauge("estafeta_queue_oldest_timestamp_seconds",
            "Since when the first issue of the queue waits; 0: none does");
  prom::Gauge& queue_oldest = queue_ages.Add({});
  prom::Family<prom::Counter>& requests =
      counter("estafeta_tracker_requests_total", "Requests to the tracker by method, what for, and status");
  prom::Family<prom::Histogram>& request_seconds =
      histogram("estafeta_tracker_request_seconds", "How long the tracker took to answer");
  prom::Family<prom::Counter>& hints = counter("estafeta_hints_total", "Hints and questions of the plugin");
  prom::Family<prom::Gauge>& clocks =
      gauge("estafeta_sla_clocks", "Clocks of open incidents at risk or breached");
  prom::Counter& commits = counter("estafeta_store_commits_total", "Commits of the store").Add({});
  prom::Gauge& refused =
      gauge("estafeta_configuration_refused_lines", "Errors in the files that keep them from being in force")
          .Add({});
  prom::Gauge& files_read =
      gauge("estafeta_configuration_read_timestamp_seconds", "When the files in force were read").Add({});
  prom::Gauge& resident = gauge("process_resident_memory_bytes", "Resident memory").Add({});
  prom::Gauge& open_fds = gauge("process_open_fds", "Open file descriptors").Add({});
};

Metrics::Metrics(const std::string& version, base::Instant started)
    : families_(std::make_unique<Families>()) {
  families_->build.Add({{"version", version}}).Set(1);
  families_->started.Set(in_seconds(started));
}

Metrics::~Metrics() = default;

void Metrics::passed(const PassResult& result, base::Instant began, std::chrono::milliseconds took) {
  auto& all = *families_;
  all.passed.Increment();
  all.pass_seconds.Observe(in_seconds(took));
  all.last_passes.Add({}).Set(in_seconds(began));
  all.looked_at.Increment(result.issues_looked_at);
  all.writes.Increment(result.writes);
  all.for_person.Set(result.stopped);
  all.to_retry.Set(result.to_retry);
  const std::lock_guard lock(all.pass_mutex);
  all.last_pass = began;
}

void Metrics::failed(const base::Status& why) {
  families_->failed.Increment();
  families_->failures.Add({{"code", std::string(to_string(why.code()))}}).Increment();
}

void Metrics::requested(const http::Exchange& exchange) {
  const std::string method(to_string(exchange.method));
  families_->requests
      .Add({{"method", method},
            {"kind", exchange.kind},
            {"status", exchange.status == 0 ? std::string("none") : std::to_string(exchange.status)}})
      .Increment();
  families_->request_seconds.Add({{"method", method}}, kRequestSeconds).Observe(in_seconds(exchange.took));
}

void Metrics::hinted(HintVerdict verdict) {
  families_->hints.Add({{"verdict", verdict_word(verdict)}}).Increment();
}

void Metrics::queue(const Queue& queue) {
  families_->queue_depth.Set(static_cast<double>(queue.due));
  families_->queue_oldest.Set(queue.oldest ? in_seconds(*queue.oldest) : 0);
}

// What is no longer in trouble stays, as 0, so that its line in a graph comes down.
void Metrics::clocks(const ClocksInTrouble& clocks) {
  const std::lock_guard lock(families_->clocks_mutex);
  auto& shown = families_->clocks_shown;
  for (auto& [which, gauge] : shown) {
    if (!clocks.contains(which)) gauge->Set(0);
  }
  for (const auto& [which, count] : clocks) {
    auto& gauge = shown[which];
    if (gauge == nullptr) {
      gauge = &families_->clocks.Add(
          {{"client", which.client}, {"clock", which.clock}, {"state", std::string(to_string(which.state))}});
    }
    gauge->Set(count);
  }
}

void Metrics::resting(bool rests) {
  families_->resting.Set(rests ? 1 : 0);
}

void Metrics::store_commits(std::int64_t count) {
  auto& commits = families_->commits;
  commits.Increment(static_cast<double>(count) - commits.Value());
}

void Metrics::configuration(std::size_t refused, base::Instant read_at) {
  families_->refused.Set(static_cast<double>(refused));
  families_->files_read.Set(in_seconds(read_at));
}

std::string Metrics::text(base::Instant now) {
  auto& all = *families_;
  {
    const std::lock_guard lock(all.pass_mutex);
    if (all.last_pass) all.lags.Add({}).Set(in_seconds(now) - in_seconds(*all.last_pass));
  }
  all.resident.Set(resident_bytes());
  all.open_fds.Set(open_files());
  std::ostringstream text;
  prom::TextSerializer().Serialize(text, all.registry.Collect());
  return text.str();
}

}  // namespace estafeta::service
