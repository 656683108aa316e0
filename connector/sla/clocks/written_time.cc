#include "connector/sla/clocks/written_time.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

#include "connector/base/time.h"

namespace estafeta::sla {

namespace {

using base::Date;
using base::Instant;
using base::Phrase;
using base::Seconds;

// Takes a text apart from its beginning; what was read is gone from it.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  // A number of `least` to `most` digits that no further digit follows.
  std::optional<int> number(std::size_t least, std::size_t most) {
    const auto digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (digits < least || digits > most) return std::nullopt;
    int value = 0;
    std::from_chars(rest_.data(), rest_.data() + digits, value);
    rest_.remove_prefix(digits);
    return value;
  }
  std::optional<char> one_of(std::string_view signs) {
    if (rest_.empty() || signs.find(rest_.front()) == std::string_view::npos) return std::nullopt;
    const char sign = rest_.front();
    rest_.remove_prefix(1);
    return sign;
  }
  bool word(std::string_view word) {
    const auto same = [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a + 'a' - 'A' == b); };
    if (rest_.size() < word.size() ||
        !std::equal(word.begin(), word.end(), rest_.begin(), [&](char b, char a) { return same(a, b); })) {
      return false;
    }
    rest_.remove_prefix(word.size());
    return true;
  }
  void spaces() {
    // Redmine puts a narrow or a plain no-break space before am and pm, by its release.
    while (word(" ") || word("\t") || word("\xC2\xA0") || word("\xE2\x80\xAF")) {
    }
  }

 private:
  std::string_view rest_;
};

void add_day(int year, int month, int day, std::set<std::chrono::sys_days>& days) {
  const Date date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                  std::chrono::day(static_cast<unsigned>(day))};
  if (date.ok()) days.insert(std::chrono::sys_days(date));
}

// The days it can mean; none: it is no date.
std::set<std::chrono::sys_days> read_days(Scanner& scan) {
  std::set<std::chrono::sys_days> days;
  if (const auto year = scan.number(4, 4)) {
    if (!scan.one_of("-")) return {};
    const auto month = scan.number(2, 2);
    if (!month || !scan.one_of("-")) return {};
    if (const auto day = scan.number(2, 2)) add_day(*year, *month, *day, days);
    return days;
  }
  const auto first = scan.number(1, 2);
  const auto sign = scan.one_of("./-");
  if (!first || !sign) return {};
  const auto second = scan.number(1, 2);
  if (!second || scan.one_of("./-") != sign) return {};
  const auto year = scan.number(4, 4);
  if (!year) return {};
  add_day(*year, *second, *first, days);
  // With points the day comes first everywhere; with others that depends on the country.
  if (*sign != '.') add_day(*year, *first, *second, days);
  return days;
}

std::optional<Seconds> read_clock(Scanner& scan) {
  const auto hour = scan.number(1, 2);
  if (!hour || !scan.one_of(":")) return std::nullopt;
  const auto minute = scan.number(2, 2);
  if (!minute) return std::nullopt;
  const auto second = scan.one_of(":") ? scan.number(2, 2) : std::optional<int>(0);
  if (!second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  scan.spaces();
  const bool morning = scan.word("am");
  const bool afternoon = !morning && scan.word("pm");
  if ((morning || afternoon) && (*hour < 1 || *hour > 12)) return std::nullopt;
  const int hours = morning || afternoon ? *hour % 12 + (afternoon ? 12 : 0) : *hour;
  return std::chrono::hours(hours) + std::chrono::minutes(*minute) + Seconds(*second);
}

// `+02:00`, `-05:30`, `UTC`, `Z`. nullopt: something else.
std::optional<Seconds> read_offset(Scanner& scan) {
  if (scan.word("utc") || scan.word("z")) return Seconds(0);
  const auto sign = scan.one_of("+-");
  const auto hours = sign ? scan.number(2, 2) : std::nullopt;
  if (!hours || !scan.one_of(":")) return std::nullopt;
  const auto minutes = scan.number(2, 2);
  if (!minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  const Seconds offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return *sign == '-' ? -offset : offset;
}

// The instants that zone's clocks show so: none in a skipped hour, two in a repeated one.
std::vector<Instant> instants_of(Instant local, const calendar::Zone& zone) {
  std::vector<Instant> found;
  for (Instant probe = local - std::chrono::hours(48); probe < local + std::chrono::hours(48);) {
    const calendar::ZoneStretch stretch = zone.stretch_at(probe);
    const Instant instant = local - stretch.offset;
    if (instant >= stretch.begin && instant < stretch.end) found.push_back(instant);
    if (stretch.end >= local + std::chrono::hours(48)) break;
    probe = stretch.end;
  }
  return found;
}

}  // namespace

std::optional<Instant> read_written_time(const std::string& text, const calendar::Zone& zone,
                                         std::vector<Phrase>& problems) {
  const auto refuse = [&](const char* key) {
    problems.emplace_back(key, Phrase("", {{"text", text}}).values);
    return std::nullopt;
  };
  Scanner scan(text);
  const auto days = read_days(scan);
  if (days.empty()) return refuse("sla.correction.time_bad");
  if (!scan.one_of("T")) {
    static_cast<void>(scan.one_of(","));
    scan.spaces();
  }
  const auto clock = read_clock(scan);
  if (!clock) return refuse("sla.correction.time_bad");
  scan.spaces();
  const bool says_offset = !scan.at_end();
  const auto offset = says_offset ? read_offset(scan) : std::nullopt;
  if (!scan.at_end() || (says_offset && !offset)) return refuse("sla.correction.time_bad");
  if (days.size() > 1) return refuse("sla.correction.time_two_days");
  const Instant local = Instant(*days.begin()) + *clock;
  if (offset) return local - *offset;
  const auto instants = instants_of(local, zone);
  if (instants.empty()) return refuse("sla.correction.time_skipped");
  if (instants.size() > 1) return refuse("sla.correction.time_twice");
  return instants.front();
}

}  // namespace estafeta::sla
