// Being asked to end: a sleeper that can be woken.
//
// Signals are not handled anywhere: they stay blocked and are asked for between two pieces of work, so that
// no write is ever cut off. Used by one thread.
#pragma once

#include "connector/base/time.h"

namespace estafeta::base {

class Stopper : public Sleeper {
 public:
  // Stays true once it was.
  virtual bool stopped() = 0;
};

// Asked by SIGTERM or SIGINT. Make it before any other thread is started: they inherit the blocked signals.
// The second signal ends the process at once. sleep() returns early when asked.
class SignalStopper : public Stopper {
 public:
  SignalStopper();
  bool stopped() override;
  void sleep(std::chrono::milliseconds time) override;

 private:
  void wait(std::chrono::milliseconds time);
  bool stopped_ = false;
};

}  // namespace estafeta::base
