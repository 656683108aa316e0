// What the service says of itself: what it did last, what it waits for, what stands still and why.
//
// The deciding thread keeps it; the listener answers from it; it is written beside the store, for `estafeta
// status`, which asks neither the service nor its store. Names of issues are numbers, reasons are worded in
// the site's language. SharedState is safe to call from several threads, all else is plain data and pure.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/service/site/report.h"

namespace estafeta::service {

enum class Doing {
  starting,
  passing,
  waiting,
  stopped,  // it was asked to end
  resting,  // the tracker is left alone for its maintenance
};
std::string_view to_string(Doing doing);

struct LastPass {
  base::Instant began;
  std::chrono::milliseconds took{0};
  int looked_at = 0;
  int writes = 0;

  friend bool operator==(const LastPass&, const LastPass&) = default;
};

// Passes that cannot be made.
struct Failing {
  base::Instant since;
  base::Code code = base::Code::unavailable;
  std::string why;

  friend bool operator==(const Failing&, const Failing&) = default;
};

struct ServiceState {
  std::int64_t process = 0;
  std::string version;
  std::string url;       // of the tracker
  std::string listener;  // address it listens on; empty: nowhere
  std::string
      language;  // it speaks, and the time zone of its site: whoever asks may be unable to read the files
  std::string zone;
  base::Instant started;
  base::Instant told;  // when all of this was so
  Doing doing = Doing::starting;
  base::Instant doing_since;
  std::optional<base::Instant> until;  // of a wait or a rest
  std::int64_t looked_at = 0;          // in this pass so far
  std::optional<LastPass> last_pass;   // that was made
  std::optional<Failing> failing;
  std::int64_t due = 0;                   // issues whose time has come
  std::optional<base::Instant> next_due;  // the first one to come, or past
  std::int64_t for_person = 0;            // issues that wait for a person, and for another try
  std::int64_t to_retry = 0;
  std::vector<Unfinished> unfinished = {};  // the first of them
  base::Instant files_read;
  std::vector<std::string> refused = {};          // lines of the files that are not in force
  std::vector<std::string> from_next_start = {};  // settings that were changed and are not in force yet

  friend bool operator==(const ServiceState&, const ServiceState&) = default;
};

// One line of JSON.
std::string to_json(const ServiceState& state);
// nullopt: not what to_json() writes.
std::optional<ServiceState> state_from_json(std::string_view text);

// Whether it does its work, and each reason why not, in words for programs.
struct Readiness {
  std::vector<std::string> reasons;
  bool is_ready() const { return reasons.empty(); }
};
Readiness readiness_of(const ServiceState& state, base::Seconds poll_interval, base::Instant now);

class SharedState {
 public:
  ServiceState get() const;
  template <typename Edit>
  void change(Edit edit) {
    const std::lock_guard lock(mutex_);
    edit(state_);
  }

 private:
  mutable std::mutex mutex_;
  ServiceState state_;
};

}  // namespace estafeta::service
