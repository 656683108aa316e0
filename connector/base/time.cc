#include "connector/base/time.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <thread>

namespace estafeta::base {

namespace {

std::uint64_t eight(const char* text) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof bytes);
  return bytes;
}

// A text of at least eight characters: any digit where the pattern has 0, and else what the pattern has.
// Checked eight at a time, because every event of every history passes here.
template <std::size_t N>
class Shape {
 public:
  consteval explicit Shape(const char (&pattern)[N]) {
    for (std::size_t i = 0; i < N; ++i) {
      pattern_[i] = pattern[i];
      room_[i] = pattern[i] == '0' ? 0x7F - 9 : 0x7F;
    }
  }

  bool fits(std::string_view text) const {
    if (text.size() != N - 1) return false;
    std::uint64_t wrong = 0;
    for (std::size_t at = 0; at < N - 1; at += 8) {
      const std::size_t from = std::min(at, N - 1 - 8);
      const std::uint64_t differs = eight(text.data() + from) ^ eight(pattern_ + from);  // a digit by 0 to 9
      wrong |= differs | (differs + eight(room_ + from));  // what differs by too much reaches its high bit
    }
    return (wrong & 0x8080808080808080U) == 0;
  }

 private:
  char pattern_[N] = {};
  char room_[N] = {};
};

constexpr Shape kDate("0000-00-00");
constexpr Shape kInstant("0000-00-00T00:00:00Z");

// Of digits.
template <std::size_t N>
int number(const char* text) {
  int value = 0;
  for (std::size_t i = 0; i < N; ++i) value = value * 10 + (text[i] - '0');
  return value;
}

// Perhaps of no day there is.
Date date_at(const char* text) {
  return {std::chrono::year{number<4>(text)}, std::chrono::month{static_cast<unsigned>(number<2>(text + 5))},
          std::chrono::day{static_cast<unsigned>(number<2>(text + 8))}};
}

template <std::size_t N>
void put_digits(char* place, int value) {
  for (std::size_t i = N; i > 0; value /= 10) place[--i] = static_cast<char>('0' + value % 10);
}

class SystemClock : public Clock {
 public:
  Instant now() const override { return std::chrono::floor<Seconds>(std::chrono::system_clock::now()); }
  std::chrono::milliseconds steady() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
  }
};

class SystemSleeper : public Sleeper {
 public:
  void sleep(std::chrono::milliseconds time) override { std::this_thread::sleep_for(time); }
};

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (!kDate.fits(text)) return std::nullopt;
  const Date date = date_at(text.data());
  if (!date.ok()) return std::nullopt;
  return date;
}

std::string format_date(Date date) {
  std::string text = "0000-00-00";
  put_digits<4>(text.data(), static_cast<int>(date.year()));
  put_digits<2>(text.data() + 5, static_cast<int>(static_cast<unsigned>(date.month())));
  put_digits<2>(text.data() + 8, static_cast<int>(static_cast<unsigned>(date.day())));
  return text;
}

std::optional<Instant> parse_instant(std::string_view text) {
  if (!kInstant.fits(text)) return std::nullopt;
  const int hour = number<2>(text.data() + 11);
  const int minute = number<2>(text.data() + 14);
  const int second = number<2>(text.data() + 17);
  const Date date = date_at(text.data());
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         Seconds(second);
}

std::string format_instant(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const auto rest = static_cast<int>((instant - day).count());
  std::string text = format_date(Date(day)) + "T00:00:00Z";
  put_digits<2>(text.data() + 11, rest / 3600);
  put_digits<2>(text.data() + 14, rest / 60 % 60);
  put_digits<2>(text.data() + 17, rest % 60);
  return text;
}

std::optional<Seconds> parse_duration(std::string_view text, bool allow_zero) {
  std::int64_t total = 0;
  std::int64_t last_unit = std::numeric_limits<std::int64_t>::max();
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t amount = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
    const auto used = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || amount < 0 || amount > 1'000'000'000 || used >= text.size())
      return std::nullopt;
    const char letter = text[used];
    const std::int64_t unit = letter == 'h' ? 3600 : letter == 'm' ? 60 : letter == 's' ? 1 : 0;
    if (unit == 0 || unit >= last_unit) return std::nullopt;  // each unit once, larger ones first
    last_unit = unit;
    total += amount * unit;
    text.remove_prefix(used + 1);
  }
  if (total == 0 && !allow_zero) return std::nullopt;
  return Seconds(total);
}

std::string format_duration(Seconds seconds) {
  auto rest = seconds.count();
  std::string out;
  if (rest < 0) {
    out = "-";
    rest = -rest;
  }
  const std::size_t sign = out.size();
  if (rest >= 3600) out += std::to_string(rest / 3600) + "h";
  if (rest / 60 % 60 != 0) out += std::to_string(rest / 60 % 60) + "m";
  if (rest % 60 != 0) out += std::to_string(rest % 60) + "s";
  return out.size() == sign ? "0s" : out;
}

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

Sleeper& system_sleeper() {
  static SystemSleeper sleeper;
  return sleeper;
}

}  // namespace estafeta::base
