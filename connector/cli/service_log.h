// What a running service says of itself while it works: lines of the log, figures for Prometheus, and its
// state, for the listener and beside the store for `estafeta status`.
//
// A line for each pass that did something; what does not work, once and not at every pass. Of the deciding
// thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "connector/base/supervisor.h"
#include "connector/messages/catalogue.h"
#include "connector/service/loop.h"
#include "connector/service/site/site.h"
#include "connector/service/telemetry/metrics.h"
#include "connector/service/telemetry/service_state.h"
#include "connector/store/store.h"
#include "connector/tracker/tracker.h"

namespace estafeta::cli {

// What there is once, however often the files are read again.
struct Telemetry {
  service::Metrics metrics;
  service::SharedState state;
  base::Supervisor supervisor;
  std::string file;

  // Writes the state to the file, as of now. A file that cannot be written costs no pass: the next one tries
  // again.
  void keep();
};

class ServiceLog : public service::Reporter, public service::LoopLog {
 public:
  // All must outlive it. `site` is what is in force.
  ServiceLog(const service::Site& site, const messages::Speaker& speaker, tracker::Tracker tracker,
             store::Store& store, Telemetry& telemetry)
      : site_(site), speaker_(speaker), tracker_(tracker), store_(store), telemetry_(telemetry) {}

  void wrote(const service::WriteReport& write) override;
  void trouble(std::optional<base::IssueId> issue, const base::Status& status) override;
  void looked_at(int issues) override;
  void passed(const service::PassResult& result) override;
  void failed(const base::Status& why) override;
  void works_again(const base::Status& after) override;
  void begins() override;
  void could_not(const base::Status& why) override;
  void waits(std::chrono::milliseconds time) override;
  void rests(base::Instant until, std::chrono::milliseconds looks_again_in) override;

 private:
  void count_clocks(const service::PassResult& result);

  const service::Site& site_;
  const messages::Speaker& speaker_;
  tracker::Tracker tracker_;
  store::Store& store_;
  Telemetry& telemetry_;
  std::map<std::optional<base::IssueId>, std::string> said_;
  base::Instant began_;
  std::chrono::milliseconds began_steady_{0};
  std::chrono::milliseconds kept_steady_{0};
  bool has_counted_ = false;
  bool rests_ = false;
};

}  // namespace estafeta::cli
