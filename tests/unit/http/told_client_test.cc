#include "connector/http/told_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/http/stub_client.h"

namespace estafeta::http {
namespace {

using ::testing::ElementsAre;

TEST(AClientThatTells, SaysWhatARequestWasForAndNeverForWhom) {
  testing::StubClient inner;
  base::ManualClock clock{base::Instant{}};
  std::vector<Exchange> told;
  ToldClient client(inner, clock, [&](const Exchange& one) { told.push_back(one); });
  inner.answer(200);
  inner.fail("http.no_answer");
  inner.answer(404);
  EXPECT_TRUE(client.send({Method::put, "/issues/12.json", {}, {}, "", {}}));
  const auto answers = client.send_all({{Method::get, "/projects/aurora/wiki/Desk.json", {}, {}, "", {}},
                                        {Method::get, "/estafeta/feed.json", {}, {}, "", {}}});
  EXPECT_FALSE(answers[0]);
  EXPECT_EQ(answers[1]->status, 404);
  EXPECT_THAT(told,
              ElementsAre(Exchange{Method::put, "issues", 200, {}}, Exchange{Method::get, "projects", 0, {}},
                          Exchange{Method::get, "estafeta", 404, {}}));
}

}  // namespace
}  // namespace estafeta::http
