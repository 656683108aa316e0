#include "connector/render/desks/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using ::testing::HasSubstr;
using views::Digest;

Digest digest() {
  model::ClockJudgement late;
  late.clock = "response";
  late.state = model::ClockState::breached;
  late.due = at("2026-06-15T08:00:00Z");
  return {"Aurora",
          {{base::IssueId{7}, "Tills *are* down", "", {late}, "response breach", true, true, {}}},
          {{base::IssueId{5}, "Slow shop", "Unix group", {late}, "", true, false, {}}},
          {}};
}

TEST(DigestPage, ShowsWhatIsLateAndWhatNobodyExplained) {
  EXPECT_EQ(
      digest_page(digest(), escaping(), textile()),
      "SLA of Aurora. Estafeta keeps this page, and what you write here is overwritten; nobody is notified "
      "about it.\n"
      "\n"
      "1 open incident at risk or breached now.\n"
      "\n"
      "|_. No.|_. Subject|_. Who must act|_. SLA|_. Told|\n"
      "|#7|Tills &#42;are&#42; down|nobody yet|response: breached, due 2026-06-15 11:00|response breach|\n"
      "\n"
      "Breached this month or last, cause or measure not recorded: 1 incident.\n"
      "\n"
      "|_. No.|_. Subject|_. Who must act|_. SLA|_. To be filled in|\n"
      "|#5|Slow shop|Unix group|response: breached, due 2026-06-15 11:00|cause|\n");
}

TEST(DigestPage, SpeaksRussian) {
  EXPECT_THAT(digest_page(digest(), escaping("ru"), markdown()),
              HasSubstr("Сейчас под угрозой или просрочено: 1 открытый инцидент."));
}

TEST(DigestPage, OfAQuietClientHasNoTables) {
  Digest quiet;
  quiet.client = "Aurora";
  EXPECT_TRUE(quiet.empty());
  EXPECT_EQ(digest_page(quiet, escaping(), textile()),
            "SLA of Aurora. Estafeta keeps this page, and what you write here is overwritten; nobody is "
            "notified about it.\n"
            "\n0 open incidents at risk or breached now.\n"
            "\nBreached this month or last, cause or measure not recorded: 0 incidents.\n");
}

}  // namespace
}  // namespace estafeta::render
