#include "connector/render/plan/promise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/render/json.h"
#include "connector/render/plan/plan.h"
#include "tests/unit/render/speakers.h"

namespace estafeta::render {
namespace {

using model::DelayShare;
using model::Side;
using ::testing::HasSubstr;
using ::testing::Not;
using Cause = DelayShare::Cause;

DelayShare share(Side side, Cause cause, const std::string& department, int days) {
  return {cause, side, department, days, std::chrono::hours(24 * days)};
}

base::Date day(const std::string& text) {
  return base::parse_date(text).value();
}

// Six days: three of the client's, three ours.
model::Promise late() {
  model::Promise promise;
  promise.day = day("2026-06-17");
  promise.forecast = day("2026-06-23");
  promise.delay = model::Delay{6, std::chrono::hours(144), {}};
  promise.delay->shares = {
      share(Side::client, Cause::held, "", 2), share(Side::client, Cause::question, "", 1),
      share(Side::us, Cause::late, "backup", 2), share(Side::us, Cause::longer, "network", 1)};
  promise.moves = {
      {at("2026-06-16T07:00:00Z"), "Tanja", "2026-06-15", "2026-06-17", "client", "holidays\n\nthere"},
      {at("2026-06-17T07:00:00Z"), "Tanja", "2026-06-17", "", "", ""}};
  return promise;
}

TEST(PromiseInWords, TheClientReadsNoNamesOfDepartments) {
  EXPECT_EQ(text_for_client(late(), "New landscape", plain()),
            "“New landscape” is now expected to be finished on 2026-06-23; the date agreed before was "
            "2026-06-17. The difference is 6 days: 3 days of coordination with you and 3 days of work on our "
            "side.");
  EXPECT_EQ(text_for_client(late(), "Новый ландшафт", plain("ru")),
            "Сейчас мы ожидаем, что «Новый ландшафт» закончится 2026-06-23; раньше был согласован срок "
            "2026-06-17. Разница — 6 дней: 3 дня на согласования с вами и 3 дня на работы с нашей стороны.");
}

TEST(PromiseInWords, EverySideHasItsWords) {
  auto promise = late();
  promise.delay->shares = {share(Side::vendor, Cause::held, "", 1), share(Side::us, Cause::plan, "", 5)};
  const auto text = text_for_client(promise, "A", plain());
  EXPECT_THAT(text, HasSubstr("1 day of deliveries by suppliers"));
  EXPECT_THAT(text, HasSubstr("5 days because that day was earlier than the plan allowed"));
}

TEST(PromiseInWords, AStartThatWasMovedIsNobodysWork) {
  auto promise = late();
  promise.delay->shares = {share(Side::us, Cause::date, "", 2), share(Side::us, Cause::late, "backup", 4)};
  const auto text = text_for_client(promise, "A", plain());
  EXPECT_THAT(text, HasSubstr("4 days of work on our side and 2 days because a start date was moved"));
}

TEST(PromiseInWords, APromiseThatHoldsHasNothingForTheClient) {
  auto promise = late();
  promise.delay.reset();
  promise.forecast = day("2026-06-16");
  EXPECT_EQ(text_for_client(promise, "A", plain()), "");
  EXPECT_THAT(promise_block(promise, "", plain(), textile()),
              HasSubstr("* Promised for 2026-06-17; the forecast is 2026-06-16.\n"));
}

TEST(PromiseInWords, MovesAreListedAndTheTextIsAQuotation) {
  const auto block = promise_block(late(), "Dear client", plain(), textile());
  EXPECT_THAT(block,
              HasSubstr("* 2026-06-16 10:00: Tanja moved the promise from 2026-06-15 to 2026-06-17. Side: "
                        "client. Reason: holidays there.\n"));
  EXPECT_THAT(
      block, HasSubstr("* 2026-06-17 10:00: Tanja withdrew the promised date 2026-06-17. Side: not recorded. "
                       "Reason: not recorded.\n"));
  EXPECT_THAT(block, HasSubstr("\n\nbq. Dear client\n"));
  EXPECT_THAT(promise_block(late(), "Dear client", plain(), markdown()), HasSubstr("\n\n> Dear client\n"));
  EXPECT_THAT(block, Not(HasSubstr("Promised for")));
}

TEST(PromiseInWords, JsonHasTheSharesWhereADayWasPromised) {
  PlanView view;
  EXPECT_THAT(plan_json(view), Not(HasSubstr("promise")));
  view.promise = late();
  const auto json = plan_json(view);
  EXPECT_THAT(json, HasSubstr(R"("promise":{"promised":"2026-06-17","forecast":"2026-06-23","late_days":6)"));
  EXPECT_THAT(json,
              HasSubstr(R"({"side":"us","department":"backup","cause":"late","days":2,"seconds":172800})"));
}

}  // namespace
}  // namespace estafeta::render
