// Time: instants as text, and the only place that reads the clock or sleeps.
//
// Everything that needs the time or waits takes a Clock or a Sleeper, so that tests and the simulator never
// wait. Instants are whole seconds UTC. Implementations are safe to call from any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "connector/base/phrase.h"

namespace estafeta::base {

// A day of somebody's calendar, without a zone.
using Date = std::chrono::year_month_day;

// `2026-06-15T07:00:00Z`, exactly; nullopt for anything else, a day that does not exist included.
std::optional<Instant> parse_instant(std::string_view text);
std::string format_instant(Instant instant);

// `2026-06-15`.
std::optional<Date> parse_date(std::string_view text);
std::string format_date(Date date);

// `15m`, `8h`, `1h30m`, `45s`; whole seconds. A bare day is ambiguous (working day or 24 hours?) and refused,
// like zero and negative amounts when `allow_zero` is false.
std::optional<Seconds> parse_duration(std::string_view text, bool allow_zero = false);
// `1h30m`, `45s`, `0s`.
std::string format_duration(Seconds seconds);

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  // Milliseconds of a clock that never jumps: for time-outs and rate limits only.
  virtual std::chrono::milliseconds steady() const = 0;
};

class Sleeper {
 public:
  virtual ~Sleeper() = default;
  virtual void sleep(std::chrono::milliseconds time) = 0;
};

const Clock& system_clock();
Sleeper& system_sleeper();

// A clock that moves only when told, which is also a sleeper that moves it. For tests and the simulator.
class ManualClock : public Clock, public Sleeper {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  Instant now() const override { return std::chrono::floor<Seconds>(now_); }
  std::chrono::milliseconds steady() const override { return now_.time_since_epoch(); }
  void sleep(std::chrono::milliseconds time) override { now_ += time; }
  void set(Instant now) { now_ = now; }

 private:
  std::chrono::sys_time<std::chrono::milliseconds> now_;
};

}  // namespace estafeta::base
