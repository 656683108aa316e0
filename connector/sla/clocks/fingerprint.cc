#include "connector/sla/clocks/fingerprint.h"

#include <array>
#include <cstdio>

namespace estafeta::sla {

namespace {

constexpr base::Instant kFrom = std::chrono::sys_days(std::chrono::year{2015} / 1 / 1);
constexpr base::Instant kUntil = std::chrono::sys_days(std::chrono::year{2040} / 1 / 1);

// Whatever a rule consists of is taken apart by name, so that a part which is added and forgotten here does
// not compile. FNV-1a, 64 bits. Texts and lists carry their length, so that their borders count.
class Hash {
 public:
  void add(std::int64_t number) {
    for (int shift = 0; shift < 64; shift += 8) byte(static_cast<std::uint64_t>(number) >> shift & 0xff);
  }
  void add(const std::string& text) {
    add(static_cast<std::int64_t>(text.size()));
    for (const char c : text) byte(static_cast<unsigned char>(c));
  }
  void add(const std::vector<StatusMatch>& list) {
    add(static_cast<std::int64_t>(list.size()));
    for (const auto& [state, reason] : list) {
      add(static_cast<std::int64_t>(state));
      add(reason ? static_cast<std::int64_t>(*reason) : -1);
    }
  }
  void add(const ClockRule& rule) {
    // `parts` follows from the targets.
    [[maybe_unused]] const auto& [name, kind, from_creation, start_on, start_in, staff_comment, left_new,
                                  stop_in, pause_in, customer_comment, new_cycle, skip_staff_created, parts] =
        rule;
    add(name);
    // What earlier releases did not know adds nothing where it is not used: the promise is the same.
    if (kind != ClockKind::once) {
      add(std::string(to_string(kind)));
      add(from_creation ? 1 : 0);
    }
    if (start_on != StartOn::creation) add("on " + std::string(to_string(start_on)));
    for (const auto* list : {&start_in, &stop_in, &pause_in}) add(*list);
    for (const bool flag : {staff_comment, left_new, customer_comment, new_cycle, skip_staff_created}) {
      byte(flag ? 1 : 0);
    }
  }
  void add(const calendar::Calendar& hours) {
    for (const auto& [start, end] : hours.intervals_in({kFrom, kUntil})) {
      add(start.time_since_epoch().count());
      add(end.time_since_epoch().count());
    }
  }
  void add(const Target& target) {
    // Another name of the same hours is the same promise.
    [[maybe_unused]] const auto& [when, created, calendar, hours, amounts] = target;
    add(static_cast<std::int64_t>(when.size()));
    for (const auto& [attribute, values] : when) {
      add(attribute);
      add(static_cast<std::int64_t>(values.size()));
      for (const std::string& value : values) add(value);
    }
    for (const auto& then : created) {
      add(std::string(then.open ? "created in" : "created out of"));
      add(then.hours);
    }
    add(hours);
    for (const Amount& amount : amounts) add(amount);
  }
  void add(const Amount& amount) {
    const auto& [kind, time, days] = amount;
    add(time.count());
    if (kind == Amount::Kind::none || kind == Amount::Kind::time) return;
    add(static_cast<std::int64_t>(kind));
    add(days);
  }

  void add(const Warning& warning) {
    // Whoever is told, the promise is the same.
    [[maybe_unused]] const auto& [kind, share, time, tell] = warning;
    if (kind == Warning::Kind::share) {
      add(share.numerator);
      add(share.denominator);
    } else {
      add(kind == Warning::Kind::before ? -time.count() : time.count());
      add(std::int64_t{0});  // no share has this denominator
    }
  }

  std::string text() const {
    std::array<char, 20> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(state_));
    return digits.data();
  }

 private:
  void byte(std::uint64_t value) { state_ = (state_ ^ value) * 0x100000001b3ULL; }

  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

}  // namespace

std::string fingerprint(const Policy& policy) {
  const auto& [clocks, targets, carry_fraction, warn_at, credits] = policy;
  Hash hash;
  hash.add(static_cast<std::int64_t>(clocks.size()));
  for (const ClockRule& rule : clocks) hash.add(rule);
  hash.add(static_cast<std::int64_t>(targets.size()));
  for (const Target& target : targets) hash.add(target);
  hash.add(carry_fraction ? 1 : 0);
  for (const Warning& warning : warn_at) hash.add(warning);
  return hash.text();
}

}  // namespace estafeta::sla
