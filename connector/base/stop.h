// Being asked to end: a sleeper that can be woken.
//
// Signals are not handled anywhere: they stay blocked and are asked for between two pieces of work, so that
// no write is ever cut off. Used by one thread, but for wake().
#pragma once

#include "connector/base/time.h"

namespace estafeta::base {

class Stopper : public Sleeper {
 public:
  // Stays true once it was.
  virtual bool stopped() = 0;
  // As sleep(), and ends early too when there is news: since the last nap, or during this one.
  virtual void nap(std::chrono::milliseconds time) { sleep(time); }
  // There is news. Safe to call from any thread, at any time.
  virtual void wake() {}
};

// Asked by SIGTERM or SIGINT. Make it before any other thread is started: they inherit the blocked signals.
// The second signal ends the process at once. sleep() returns early when asked. SIGUSR1 is news.
class SignalStopper : public Stopper {
 public:
  SignalStopper();
  bool stopped() override;
  void sleep(std::chrono::milliseconds time) override;
  void nap(std::chrono::milliseconds time) override;
  void wake() override;

 private:
  void wait(std::chrono::milliseconds time, bool for_news);
  bool stopped_ = false;
};

}  // namespace estafeta::base
