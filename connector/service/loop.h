// The service: a pass, then a wait until the next poll, until something is due or until there is news, over
// and over.
//
// What is due comes from the store: the next threshold of a clock, the next gate. A pass that could not be
// made is tried again after rand(0, min(cap, base * 2^n)); that is said when it begins and when it is over,
// not every time. One thread; clock, stopper and chance are injected.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "connector/base/stop.h"
#include "connector/base/time.h"
#include "connector/http/retry.h"
#include "connector/service/engine.h"
#include "connector/store/store.h"

namespace estafeta::service {

// What operators are told of the passes.
class LoopLog {
 public:
  virtual ~LoopLog() = default;
  virtual void passed(const PassResult& result) = 0;
  // Said once while passes fail for the same reason.
  virtual void failed(const base::Status& why) = 0;
  virtual void works_again(const base::Status& after) = 0;
  // Of every pass, whatever comes of it: it begins, it could not be made, the next one is so far away.
  virtual void begins() {}
  virtual void could_not(const base::Status&) {}
  virtual void waits(std::chrono::milliseconds) {}
  // The tracker is left alone until then; said every minute meanwhile.
  virtual void rests(base::Instant /*until*/, std::chrono::milliseconds /*looks_again_in*/) {}
};

class Loop {
 public:
  // All must outlive it. Ends when the stopper says so, a pass under way included.
  Loop(Engine& engine, store::Store& store, const base::Clock& clock, base::Stopper& stopper,
       http::Chance chance, base::Seconds poll_interval, LoopLog& log);
  ~Loop() { engine_.stop_when(nullptr); }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Asked before each pass: until when the tracker is to be left alone. News does not shorten that.
  void rest_until(std::function<std::optional<base::Instant>()> asked) { rests_until_ = std::move(asked); }
  // Asked before each pass: where it fails, none is made, and that is said as of a pass that could not be.
  void ask_before_pass(std::function<base::Status()> may) { may_pass_ = std::move(may); }
  // Asked as the stopper is, from the next pass on: true ends a pass under way early, and the loop with it.
  void break_off_when(std::function<bool()> asked) { breaks_off_ = std::move(asked); }
  // Asked before each pass, also while none can be made: true ends the loop.
  void end_before_pass_when(std::function<bool()> asked) { is_outdated_ = std::move(asked); }
  // Asked after each pass that was made: true ends the loop. Where it fails, that is said as of a pass.
  void end_when(std::function<base::Result<bool>()> asked) { is_over_ = std::move(asked); }
  void run();

 private:
  // How long to wait after it.
  std::chrono::milliseconds after(const PassResult& result);
  std::chrono::milliseconds after(const base::Status& failure);
  std::chrono::milliseconds standing_by(const base::Status& why);
  // What is new during the first part of it waits for the rest.
  void wait_out(std::chrono::milliseconds wait, std::chrono::milliseconds was_busy);
  void wait_for_quiet();
  // The tracker, for a part of that time: files may change meanwhile.
  void leave_alone(base::Instant until);

  Engine& engine_;
  store::Store& store_;
  const base::Clock& clock_;
  base::Stopper& stopper_;
  http::Chance chance_;
  base::Seconds poll_interval_;
  LoopLog& log_;
  std::function<std::optional<base::Instant>()> rests_until_;
  std::function<bool()> breaks_off_;
  std::function<base::Status()> may_pass_;
  std::function<bool()> is_outdated_;
  std::function<base::Result<bool>()> is_over_;
  int busy_passes_ = 0;        // that wrote something, one after another
  int failures_ = 0;           // likewise
  base::Status last_failure_;  // ok: the last pass went well
};

}  // namespace estafeta::service
