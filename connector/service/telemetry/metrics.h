// The figures of the service as Prometheus reads them, by its own client library.
//
// Labels are words of ours, HTTP methods and codes, and ids of clients.yaml: never a text of a client, a name
// of a person or a secret. Times are seconds. Safe to call from several threads.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/http/told_client.h"
#include "connector/model/incident.h"
#include "connector/service/listener/hints.h"
#include "connector/service/site/report.h"

namespace estafeta::service {

// Issues whose time to be looked at has come, as of now.
struct Queue {
  std::size_t due = 0;
  std::optional<base::Instant> oldest = {};  // since when the first of them waits

  friend bool operator==(const Queue&, const Queue&) = default;
};

// Clocks of open incidents that are at risk or breached, by client's id, clock and state.
struct ClockInTrouble {
  std::string client;
  std::string clock;
  model::ClockState state = model::ClockState::at_risk;

  friend auto operator<=>(const ClockInTrouble&, const ClockInTrouble&) = default;
};
using ClocksInTrouble = std::map<ClockInTrouble, int>;

class Metrics {
 public:
  Metrics(const std::string& version, base::Instant started);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // A pass that began then, was made, and took so long.
  void passed(const PassResult& result, base::Instant began, std::chrono::milliseconds took);
  void failed(const base::Status& why);
  // The tracker is left alone for its maintenance, or is not.
  void resting(bool rests);
  void requested(const http::Exchange& exchange);
  void hinted(HintVerdict verdict);
  void queue(const Queue& queue);
  void clocks(const ClocksInTrouble& clocks);
  // All since the start.
  void store_commits(std::int64_t count);
  // How many lines of the files are refused, and when those in force were read.
  void configuration(std::size_t refused, base::Instant read_at);

  // Prometheus' text format, version 0.0.4.
  std::string text(base::Instant now);

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace estafeta::service
