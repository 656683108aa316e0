#include "connector/document/ical.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "problems.h"

namespace estafeta::document {
namespace {

using Lines = std::vector<std::string>;

constexpr base::Date kUntil{std::chrono::year{2029}, std::chrono::month{1}, std::chrono::day{1}};

std::string calendar_of(const std::string& events) {
  return "BEGIN:VCALENDAR\nVERSION:2.0\n" + events + "END:VCALENDAR\n";
}
// Begins on line 3 of the file.
std::string event(const std::string& lines) {
  return calendar_of("BEGIN:VEVENT\n" + lines + "END:VEVENT\n");
}

Lines days_of(const std::string& text) {
  const auto days = parse_ical_days(text, "f.ics", kUntil);
  if (!days) return lines(days.error());
  Lines all;
  std::transform(days->begin(), days->end(), std::back_inserter(all), base::format_date);
  return all;
}

struct IcalCase {
  const char* event;
  Lines days;
};

class Events : public ::testing::TestWithParam<IcalCase> {};

TEST_P(Events, NameTheirDaysOrAreRefusedWhereTheyBegin) {
  EXPECT_EQ(days_of(event(GetParam().event)), GetParam().days) << GetParam().event;
}

INSTANTIATE_TEST_SUITE_P(
    Table, Events,
    ::testing::Values(
        IcalCase{"DTSTART;VALUE=DATE:20260101\n", {"2026-01-01"}},
        IcalCase{"DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260102\n", {"2026-01-01"}},
        IcalCase{"DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260101\n", {"2026-01-01"}},
        IcalCase{"DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102\n",
                 {"2026-12-30", "2026-12-31", "2027-01-01"}},
        IcalCase{"DTSTART;VALUE=DATE:20260101\nDURATION:P2D\n", {"2026-01-01", "2026-01-02"}},
        IcalCase{"DTSTART;VALUE=DATE:20260509\nRRULE:FREQ=YEARLY\n",
                 {"2026-05-09", "2027-05-09", "2028-05-09"}},
        IcalCase{"DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\n",
                 {"2026-11-26", "2027-11-25", "2028-11-23"}},
        IcalCase{"DTSTART;VALUE=DATE:20260509\nRRULE:FREQ=YEARLY;COUNT=2\n", {"2026-05-09", "2027-05-09"}},
        IcalCase{"DTSTART;VALUE=DATE:20260509\nSTATUS:CANCELLED\n", {}},
        IcalCase{"DTSTART:20260509T090000Z\nDTEND:20260509T100000Z\n", {"3:1 document.ical_not_whole_days"}},
        IcalCase{"DTSTART;VALUE=DATE:20260509\nDURATION:PT4H\n", {"3:1 document.ical_not_whole_days"}},
        IcalCase{"DTSTART;VALUE=DATE:20260509\nDTEND;VALUE=DATE:20260501\n",
                 {"3:1 document.ical_not_whole_days"}},
        IcalCase{"DTSTART;VALUE=DATE:20260509\nDTEND;VALUE=DATE:20290501\n", {"3:1 document.ical_too_long"}},
        IcalCase{"DTSTART;VALUE=DATE:20260509\nRRULE:FREQ=MONTHLY\n", {"5:1 document.ical_not_yearly"}},
        IcalCase{"DTSTART;VALUE=DATE:20260509\nRDATE;VALUE=DATE:20260511\n",
                 {"5:1 document.ical_not_yearly"}},
        IcalCase{"SUMMARY:Nothing\n", {"3:1 document.ical_no_start"}},
        IcalCase{"DTSTART;VALUE=DATE:20260231\n", {"3:1 document.ical_no_start"}},
        IcalCase{"DTSTART;VALUE=DATE:2026x101\n", {"4:1 document.ical_line_bad"}},
        IcalCase{"DTSTART;VALUE=DATE:20270104\nDESCRIPTION:\n", {"2027-01-04"}},
        IcalCase{"DTSTART;VALUE=DATE:20270104\nSUMMARY:\nLOCATION:\nDTSTAMP:\nSEQUENCE:x\nX-NOTE:\n",
                 {"2027-01-04"}},
        IcalCase{"DTSTART;VALUE=DATE:20270104\nRRULE:\n", {"5:1 document.ical_line_bad"}},
        IcalCase{"DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=YEARLY\nRRULE:FREQ=WEEKLY;COUNT=3\n",
                 {"6:1 document.ical_not_yearly"}},
        IcalCase{"DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=YEARLY\nEXRULE:FREQ=YEARLY;COUNT=2\n",
                 {"6:1 document.ical_not_yearly"}},
        IcalCase{"DTSTART;VALUE=DATE:20260105\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20270105\n",
                 {"6:1 document.ical_not_yearly"}},
        IcalCase{"DTSTART;VALUE=DATE:20260101\nno property\n", {"3:1 document.ical_line_bad"}}));

std::string yearly_with(const std::string& instance) {
  return calendar_of(
      "BEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20260105\nRRULE:FREQ=YEARLY\nEND:VEVENT\n"
      "BEGIN:VEVENT\nUID:a\n" +
      instance + "END:VEVENT\n");
}

TEST(ICalendar, AnInstanceThatIsCancelledIsNoHolidayAndOneThatIsMovedIsTheNewDayOnly) {
  EXPECT_EQ(days_of(yearly_with(
                "RECURRENCE-ID;VALUE=DATE:20270105\nDTSTART;VALUE=DATE:20270105\nSTATUS:CANCELLED\n")),
            (Lines{"2026-01-05", "2028-01-05"}));
  EXPECT_EQ(days_of(yearly_with("RECURRENCE-ID;VALUE=DATE:20270105\nDTSTART;VALUE=DATE:20270106\n")),
            (Lines{"2026-01-05", "2027-01-06", "2028-01-05"}));
  EXPECT_EQ(days_of(yearly_with(
                "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20270105\nDTSTART;VALUE=DATE:20270106\n")),
            Lines{"10:1 document.ical_instance"});
  EXPECT_EQ(days_of(yearly_with("RECURRENCE-ID:20270105T000000Z\nDTSTART;VALUE=DATE:20270106\n")),
            Lines{"10:1 document.ical_instance"});
}

TEST(ICalendar, NamesEveryBadEventByItsOwnLine) {
  const std::string bad = "begin:vevent\r\nDTSTART:20260101T000000Z\r\nEND:VEVENT\r\n";
  EXPECT_EQ(days_of(calendar_of(bad + "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260101\nEND:VEVENT\n" + bad)),
            (Lines{"3:1 document.ical_not_whole_days", "9:1 document.ical_not_whole_days"}));
}

TEST(ICalendar, ThatIsNotWholeIsRefused) {
  const Lines broken{"1:1 document.ical_broken"};
  EXPECT_EQ(days_of(""), broken);
  EXPECT_EQ(days_of("holidays: [ 2026-01-01 ]\n"), broken);
  EXPECT_EQ(days_of(calendar_of("")), broken);
  EXPECT_EQ(days_of(calendar_of("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260101\n")), broken);
  EXPECT_EQ(days_of("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260101\n"), broken);
  EXPECT_EQ(days_of(event("SUMMARY:\xFF\n")), Lines{"4:9 document.not_utf8"});
  EXPECT_EQ(days_of(std::string(2 << 20, 'a')), Lines{"0:0 document.too_large"});
}

// Whatever is broken in it, a file is read or refused, and nothing else happens.
TEST(ICalendar, BrokenAtRandomIsReadOrRefused) {
  const std::string good =
      event("DTSTART;VALUE=DATE:20260509\nDTEND;VALUE=DATE:20260511\nRRULE:FREQ=YEARLY;BYMONTH=5;COUNT=3\n");
  std::mt19937 random(20260615);
  for (int round = 0; round < 5000; ++round) {
    std::string text = good;
    for (int edits = 0; edits < 4; ++edits) {
      const std::size_t at = random() % text.size();
      random() % 2 == 0 ? text.erase(at, 1 + random() % 8)
                        : text.insert(at, 1, static_cast<char>(random() % 128));
    }
    const auto days = parse_ical_days(text, "f.ics", kUntil);
    if (days) {
      EXPECT_LT(days->size(), 20000U) << text;
    } else {
      EXPECT_FALSE(days.error().empty()) << text;
    }
  }
}

}  // namespace
}  // namespace estafeta::document
