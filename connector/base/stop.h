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
  // Whether somebody asked, since the last call, to have files read again.
  virtual bool reload_asked() { return false; }
};

// Asked by SIGTERM or SIGINT. Make it before any other thread is started: they inherit the blocked signals.
// The second signal ends the process at once. sleep() returns early when asked. SIGUSR1 is news; so is
// SIGHUP, which asks to have files read again.
class SignalStopper : public Stopper {
 public:
  SignalStopper();
  bool stopped() override;
  void sleep(std::chrono::milliseconds time) override;
  void nap(std::chrono::milliseconds time) override;
  void wake() override;
  bool reload_asked() override;

 private:
  void wait(std::chrono::milliseconds time, bool for_news);
  bool stopped_ = false;
  bool reload_asked_ = false;
};

}  // namespace estafeta::base
