// Working time between two instants, for the comparison with peers: the same calendar, the same spans.
//
// Usage: spans make COUNT SECONDS    spans of about that length, one a line: `begin end`, seconds since 1970
//        spans run FILE              each span's working seconds to standard output; to standard error how
//                                    many spans a second, with the calendar compiled
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "connector/base/time.h"
#include "connector/calendar/calendar.h"

namespace {

using namespace estafeta;

// peers.py and peers.pl have the same: clock changes, a lunch break, holidays.
calendar::Calendar office() {
  calendar::CalendarSpec spec;
  spec.zone = calendar::Zone::find("Europe/Berlin").value();
  for (std::size_t day = 0; day < 5; ++day) {
    spec.week[day] = {*calendar::parse_shift("09:00-13:00"), *calendar::parse_shift("14:00-18:00")};
  }
  for (const char* date : {"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25",
                           "2026-12-24", "2026-12-25", "2026-12-31", "2027-01-01"}) {
    spec.holidays.insert(*base::parse_date(date));
  }
  return calendar::Calendar(spec);
}

int make(int count, std::int64_t length) {
  const auto first = base::Instant(std::chrono::sys_days(std::chrono::year{2026} / 1 / 5));
  std::mt19937_64 random(20260615);
  for (int i = 0; i < count; ++i) {
    const auto begin = first.time_since_epoch().count() + static_cast<std::int64_t>(random() % (300 * 86400));
    const auto span = length - length / 8 + static_cast<std::int64_t>(random() % (length / 4));
    std::printf("%lld %lld\n", static_cast<long long>(begin), static_cast<long long>(begin + span));
  }
  return 0;
}

int run(const char* path) {
  std::vector<calendar::Interval> spans;
  std::ifstream file(path);
  for (std::int64_t begin = 0, end = 0; file >> begin >> end;) {
    spans.push_back({base::Instant(base::Seconds(begin)), base::Instant(base::Seconds(end))});
  }
  const calendar::Calendar calendar = office();
  std::vector<base::Seconds> answers(spans.size());
  for (std::size_t i = 0; i < spans.size(); ++i) answers[i] = calendar.elapsed(spans[i].start, spans[i].end);
  std::int64_t sum = 0;
  std::int64_t asked = 0;
  const auto begin = base::system_clock().steady();
  std::chrono::milliseconds time{0};
  for (; time < std::chrono::milliseconds(500); time = base::system_clock().steady() - begin) {
    for (const auto& span : spans) sum += calendar.elapsed(span.start, span.end).count();
    asked += static_cast<std::int64_t>(spans.size());
  }
  for (const auto answer : answers) std::printf("%lld\n", static_cast<long long>(answer.count()));
  std::fprintf(stderr, "%.0f %lld\n", static_cast<double>(asked) * 1000 / static_cast<double>(time.count()),
               static_cast<long long>(sum));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view word = argc > 1 ? argv[1] : "";
  if (word == "make" && argc == 4) return make(std::stoi(argv[2]), std::stoll(argv[3]));
  if (word == "run" && argc == 3) return run(argv[2]);
  std::fputs("Usage: spans make COUNT SECONDS | spans run FILE\n", stderr);
  return 2;
}
