#include "connector/sla/clocks/fingerprint.h"

#include <array>
#include <cstdio>

namespace estafeta::sla {

namespace {

constexpr base::Instant kFrom = std::chrono::sys_days(std::chrono::year{2015} / 1 / 1);
constexpr base::Instant kUntil = std::chrono::sys_days(std::chrono::year{2040} / 1 / 1);

// FNV-1a, 64 bits. Texts and lists carry their length, so that their borders count.
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
    for (const StatusMatch& match : list) {
      add(static_cast<std::int64_t>(match.state));
      add(match.reason ? static_cast<std::int64_t>(*match.reason) : -1);
    }
  }
  void add(const ClockRule& rule) {
    add(rule.name);
    for (const auto* list : {&rule.start_in, &rule.stop_in, &rule.pause_in}) add(*list);
    for (const bool flag : {rule.stop_on_staff_comment, rule.stop_on_left_new,
                            rule.resume_on_customer_comment, rule.new_cycle, rule.skip_staff_created}) {
      byte(flag ? 1 : 0);
    }
  }
  void add(const calendar::Calendar& hours) {
    for (auto open = hours.interval_at_or_after(kFrom); open && open->start < kUntil;
         open = hours.interval_at_or_after(open->end)) {
      add(open->start.time_since_epoch().count());
      add(open->end.time_since_epoch().count());
    }
  }
  void add(const Target& target) {
    add(static_cast<std::int64_t>(target.when.size()));
    for (const auto& [attribute, values] : target.when) {
      add(attribute);
      add(static_cast<std::int64_t>(values.size()));
      for (const std::string& value : values) add(value);
    }
    add(target.hours);
    for (const base::Seconds amount : target.amounts) add(amount.count());
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
  Hash hash;
  hash.add(static_cast<std::int64_t>(policy.clocks.size()));
  for (const ClockRule& rule : policy.clocks) hash.add(rule);
  hash.add(static_cast<std::int64_t>(policy.targets.size()));
  for (const Target& target : policy.targets) hash.add(target);
  hash.add(policy.carry_fraction ? 1 : 0);
  for (const Fraction& share : policy.warn_at) {
    hash.add(share.numerator);
    hash.add(share.denominator);
  }
  return hash.text();
}

}  // namespace estafeta::sla
