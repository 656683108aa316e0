// Writes an array of incidents for `estafeta sla eval` to standard output: the same for the same arguments.
//
// Usage: make_cases CASES EVENTS [distinct]
//   distinct  every case has calendars of its own (other holidays), as no site has; the worst for what is
//   kept
#include <array>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>

#include "connector/base/time.h"

namespace {

using estafeta::base::Instant;
using estafeta::base::Seconds;

constexpr std::string_view kWeek =
    R"("week": {"mon": ["HOURS"], "tue": ["HOURS"], "wed": ["HOURS"], "thu": ["HOURS"], "fri": ["HOURS"]})";
constexpr std::string_view kHolidays =
    R"("2026-01-01", "2026-01-02", "2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09", )"
    R"("2026-02-23", "2026-03-09", "2026-05-01", "2026-05-11", "2026-06-12", "2026-11-04", "2026-12-31")";

struct Site {
  std::string_view zone;
  std::string_view office;
  std::string_view duty;
  std::string_view clocks;
  std::string_view response;
  std::string_view resolution;
};

constexpr std::array<Site, 6> kSites{{
    {"Europe/Moscow", "09:00-18:00", "18:00-09:00", R"("resolution": {"pause_in": ["on_hold:client"]})",
     "30m", "8h"},
    {"Europe/Moscow", R"(09:00-13:00", "14:00-18:00)", "20:00-08:00", R"("resolution": {})", "1h", "16h"},
    {"Europe/Berlin", "08:00-17:00", "22:00-06:00",
     R"("resolution": {"on_reopen": "new_cycle", "resume_on": ["customer_comment"]})", "15m", "4h"},
    {"Asia/Yekaterinburg", "08:30-17:30", "00:00-08:00", R"("response": {"stop_on": ["staff_comment"]})",
     "2h", "24h"},
    {"Asia/Kathmandu", R"(10:00-12:00", "12:30-19:00)", "22:00-06:00",
     R"("response": {"staff_created": "skip"}, "resolution": {"pause_in": ["on_hold:client", "on_hold:window"]})",
     "45m", "12h30m"},
    {"America/Santiago", "07:00-16:00", "16:00-23:30", R"("resolution": {"resume_on": ["customer_comment"]})",
     "20m", "6h"},
}};

class Writer {
 public:
  explicit Writer(bool distinct) : distinct_(distinct) {}

  void write(int number, int events) {
    const Site& site = kSites[pick(kSites.size())];
    text_ += R"({"name": "incident-)" + std::to_string(number) + R"(", "calendars": {)";
    calendar("office", site, site.office);
    text_ += ", ";
    calendar("duty", site, site.duty);
    text_ += "}, ";
    policy(site);
    life(number, events);
    std::fwrite(text_.data(), 1, text_.size(), stdout);
    text_.clear();
  }

 private:
  // Below n; the standard's distributions differ between libraries.
  std::size_t pick(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

  void calendar(std::string_view name, const Site& site, std::string_view hours) {
    std::string week(kWeek);
    for (std::size_t at = week.find("HOURS"); at != std::string::npos; at = week.find("HOURS")) {
      week.replace(at, 5, hours);
    }
    text_ += "\"" + std::string(name) + R"(": {"timezone": ")" + std::string(site.zone) + "\", " + week;
    const bool office = name == "office";
    if (office) text_ += R"(, "exceptions": {"2026-06-11": ["09:00-17:00"]})";
    text_ += R"(, "holidays": [)" + std::string(office ? kHolidays : "\"2026-01-01\"");
    if (distinct_) text_ += ", \"2026-" + two(1 + pick(12)) + "-" + two(1 + pick(28)) + "\"";
    text_ += "]}";
  }

  static std::string two(std::size_t number) {
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
  }

  void policy(const Site& site) {
    text_ +=
        R"("policy": {"targets": [{"when": {"priority": ["urgent", "immediate"]}, "calendar": "24x7", )"
        R"("response": "15m", "resolution": "4h"}, {"when": {"priority": ["high"]}, "calendar": "duty", )"
        R"("response": "30m", "resolution": "8h"}, {"calendar": "office", "response": ")" +
        std::string(site.response) + R"(", "resolution": ")" + std::string(site.resolution) +
        R"("}], "on_retarget": "retroactive", "warn_at": "0.75", "clocks": {)" + std::string(site.clocks) +
        "}}, ";
  }

  void life(int number, int events) {
    constexpr std::array<std::string_view, 4> kPriorities{"low", "normal", "normal", "high"};
    Instant at = std::chrono::sys_days(std::chrono::year{2026} / 1 / 5) + Seconds(pick(270 * 86400));
    text_ += R"("issue": {"id": )" + std::to_string(number + 1) + R"(, "created": ")" +
             estafeta::base::format_instant(at) + R"(", "by": "customer", "status": "new", "priority": ")" +
             std::string(kPriorities[pick(kPriorities.size())]) +
             R"(", "client": "northern-light", "events": [)";
    for (int index = 0; index < events; ++index) {
      at += Seconds(60 + pick(5 * 3600));
      text_ += (index > 0 ? ", {\"at\": \"" : "{\"at\": \"") + estafeta::base::format_instant(at) + "\", ";
      event(index, events);
    }
    text_ += R"(]}, "now": ")" + estafeta::base::format_instant(at + Seconds(pick(86400))) + "\"}";
  }

  // Mostly talk, some work and holds, now and then another priority; the last one usually ends it.
  void event(int index, int events) {
    constexpr std::array<std::string_view, 7> kStatuses{"in_progress",    "on_hold:client", "in_progress",
                                                        "on_hold:vendor", "in_progress",    "on_hold",
                                                        "resolved"};
    constexpr std::array<std::string_view, 3> kRaised{"high", "urgent", "normal"};
    const std::size_t kind = pick(10);
    if (index + 1 == events && kind < 7) {
      text_ += R"("by": "staff", "status": "resolved", "comment": "public"})";
    } else if (kind < 3) {
      text_ += R"("by": "customer", "comment": "public"})";
    } else if (kind < 5) {
      text_ += R"("by": "staff", "comment": "private"})";
    } else if (kind < 6) {
      text_ += R"("by": "system", "comment": "public"})";
    } else if (kind < 9) {
      text_ += R"("by": "staff", "status": ")" + std::string(kStatuses[pick(kStatuses.size())]) +
               (pick(2) == 0 ? R"(", "comment": "public"})" : "\"}");
    } else {
      text_ += R"("by": "staff", "priority": ")" + std::string(kRaised[pick(kRaised.size())]) + "\"}";
    }
  }

  const bool distinct_;
  std::mt19937_64 random_{20260615};
  std::string text_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("Usage: make_cases CASES EVENTS [distinct]\n", stderr);
    return 2;
  }
  const int cases = std::stoi(argv[1]);
  const int events = std::stoi(argv[2]);
  Writer writer(argc > 3 && std::string_view(argv[3]) == "distinct");
  std::fputs("[\n", stdout);
  for (int number = 0; number < cases; ++number) {
    if (number > 0) std::fputs(",\n", stdout);
    writer.write(number, events);
  }
  std::fputs("\n]\n", stdout);
  return 0;
}
